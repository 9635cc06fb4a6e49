import { readFileSync } from 'node:fs';
import os from 'node:os';

const read = (path, pattern) => {
  try {
    return pattern.exec(readFileSync(path, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
};

export const machine = (browser) => ({
  processor: os.cpus()[0]?.model.trim() ?? 'unknown',
  family: read('/proc/cpuinfo', /^cpu family\s*:\s*(.+)$/m),
  model: read('/proc/cpuinfo', /^model\s*:\s*(.+)$/m),
  cores: os.cpus().length,
  memoryBytes: os.totalmem(),
  virtual: /\bhypervisor\b/.test(read('/proc/cpuinfo', /^(flags.*)$/m) ?? ''),
  system: `${read('/etc/os-release', /^PRETTY_NAME="?([^"\n]+)/m) ?? os.type()}, ${os.type()} ${os.release()}, ${os.arch()}`,
  node: process.version,
  browser,
});
