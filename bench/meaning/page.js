import { measure } from './measure.js';

/** A candidate's page waits for `run(job)`, which the driver calls. */
export const page = (adapter) => {
  globalThis.run = async (job) => ({ ...(await measure(adapter, job)), isolated: globalThis.crossOriginIsolated });
  document.body.dataset.ready = 'yes';
};
