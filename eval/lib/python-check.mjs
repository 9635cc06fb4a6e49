import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Seconds of processor time, bytes of memory, and milliseconds until it is ended. */
const limits = { seconds: 5, bytes: 512 * 2 ** 20, milliseconds: 20_000 };

// Limits are set before the program is read; it writes no files, starts no processes and sees nothing of the environment.
const runner = `
import resource, sys
for what, limit in ((resource.RLIMIT_CPU, ${limits.seconds}), (resource.RLIMIT_AS, ${limits.bytes}), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_CORE, 0)):
    resource.setrlimit(what, (limit, limit))
exec(compile(sys.stdin.read(), "program", "exec"), {"__name__": "__main__"})
`;

/** The command that runs Python 3, or undefined where there is none. */
export async function findPython() {
  for (const name of ['python3', 'python']) {
    const found = await new Promise((resolve) => {
      const child = spawn(name, ['-c', 'import resource, sys; sys.exit(sys.version_info < (3,))'], { stdio: 'ignore' });
      child.on('error', () => resolve(false));
      child.on('close', (code) => resolve(code === 0));
    });
    if (found) return name;
  }
  return undefined;
}

/** Whether a program ends without an error, in a process of its own that is limited in time, memory and all else. */
export function passes(python, program) {
  const folder = mkdtempSync(join(tmpdir(), 'saguim-eval-'));
  return new Promise((resolve) => {
    const child = spawn(python, ['-I', '-S', '-c', runner], {
      cwd: folder,
      env: { PATH: process.env.PATH },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), limits.milliseconds);
    const end = (passed) => {
      clearTimeout(timer);
      resolve(passed);
    };
    child.on('error', () => end(false));
    child.on('close', (code) => end(code === 0));
    child.stdin.on('error', () => {});
    child.stdin.end(program);
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}
