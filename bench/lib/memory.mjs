import { readFileSync } from 'node:fs';

const statusBytes = (pid, name) => {
  try {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes && Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
};

/** Peak resident bytes of a process since it started (Linux; undefined elsewhere or when it is gone). */
export const peakBytes = (pid) => statusBytes(pid, 'VmHWM');

/** Resident bytes now, likewise. */
export const residentBytes = (pid) => statusBytes(pid, 'VmRSS');

/** The command line of a process, words separated by spaces (Linux; empty elsewhere). */
export const commandLine = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};
