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

/** The command line of a process, words separated by spaces (Linux; empty elsewhere). */
export const commandLine = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};
