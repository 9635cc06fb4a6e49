import { expect, it } from 'vitest';
import { CreateMonitor, DownloadReport } from './create-monitor.js';

const progress = (loaded: number, from = 0) => ({ phase: 'download', loaded, total: 1000, from }) as const;

function watch(monitor: CreateMonitor): number[] {
  const told: number[] = [];
  monitor.addEventListener('downloadprogress', (event) => {
    const { loaded, total, lengthComputable } = event as ProgressEvent;
    expect({ total, lengthComputable }).toEqual({ total: 1, lengthComputable: true });
    told.push(loaded);
  });
  return told;
}

it('begins with 0, ends with 1 and grows between, in steps of 1/65536 of what was missing', async () => {
  const monitor = new CreateMonitor();
  const told = watch(monitor);
  const handled: number[] = [];
  monitor.ondownloadprogress = (event) => handled.push(event.loaded);
  const report = new DownloadReport(monitor);
  await report.begin();
  report.onProgress(progress(401, 400));
  report.onProgress(progress(400, 400));
  report.onProgress({ phase: 'load', loaded: 500, total: 1000, from: 0 });
  report.onProgress(progress(1000, 400));
  await report.end();
  expect(told).toEqual([0, Math.floor((1 / 600) * 65536) / 65536, 1]);
  expect(handled).toEqual(told);
});

it('says nothing more once aborted', async () => {
  const monitor = new CreateMonitor();
  const told = watch(monitor);
  const controller = new AbortController();
  const report = new DownloadReport(monitor, controller.signal);
  await report.begin();
  controller.abort();
  report.onProgress(progress(500));
  await report.end();
  expect(told).toEqual([0]);
});
