import { readFileSync } from 'node:fs';

/** Peak resident bytes of a process since it started (Linux; undefined elsewhere or when it is gone). */
export const peakBytes = (pid) => {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes && Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
};
