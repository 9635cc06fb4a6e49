// Every candidate's page: watches for long tasks on the main thread and waits for `run(job)`, which the driver calls.
import { measure } from './measure.js';

export const page = (adapter) => {
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
  }).observe({ type: 'longtask' });

  globalThis.run = async (job) => {
    const prompts = await (await fetch('/bench/prompts.json')).json();
    longest = 0;
    const result = await measure(adapter, { ...job, prompts });
    // Entries arrive after the task that they tell of.
    await new Promise((resolve) => requestIdleCallback(resolve));
    return { ...result, isolated: globalThis.crossOriginIsolated, longestTask: longest };
  };
  document.body.dataset.ready = 'yes';
};
