// A PostgreSQL to test with: the system's programs, on a folder of its own that is gone afterwards.
import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Plain, run, which } from './house.mjs';

const debian = '/usr/lib/postgresql';

/** The folder of `initdb` and `postgres`, or undefined. `SAGUIM_POSTGRES` says which. @throws {Plain} when they are not there */
export function findPostgres(environment = process.env) {
  const asked = environment.SAGUIM_POSTGRES;
  const isThere = (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'));
  if (asked) {
    if (!isThere(asked)) throw new Plain(`SAGUIM_POSTGRES names ${asked}, which has no initdb and postgres. Correct it, or unset it.`);
    return asked;
  }
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(debian, version, 'bin'));
  const found = which('initdb');
  return [...folders, ...(found ? [dirname(found)] : [])].find(isThere);
}

/** As `findPostgres`; on Debian, as root, installs it when there is none. @throws {Plain} one line that says what to install */
export async function ensurePostgres() {
  const found = findPostgres();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('  … installing postgresql with apt-get (comments are tested on a real PostgreSQL)');
    // The package would start a server of its own, which nobody asked for.
    const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'postgresql'], { env });
    const installed = findPostgres();
    if (installed) return installed;
  }
  throw new Plain(
    'No PostgreSQL found, and comments are tested on a real one: install it (Debian: apt-get install postgresql) or name its programs with SAGUIM_POSTGRES=/path/to/bin.',
  );
}

/** PostgreSQL does not run as root: somebody else does then. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const [, , uid, gid] = (users.find((line) => line.startsWith('postgres:')) ?? users.find((line) => line.startsWith('nobody:'))).split(
    ':',
  );
  return { uid: Number(uid), gid: Number(gid) };
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/**
 * Starts one. @param settings such as `{ fsync: 'on' }`
 * @returns `url`, `kill()` (at once, as a machine that fails), `start()` again, and `stop()`, which removes it
 */
export async function startPostgres(settings = {}) {
  const programs = await ensurePostgres();
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'saguim-postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'saguim', '-A', 'trust', '-E', 'UTF8', '--locale', 'C', '--no-sync', '--no-instructions'];
  await promisify(execFile)(join(programs, 'initdb'), initdb, { ...user, cwd: folder });
  const port = await freePort();
  const options = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', fsync: 'off', max_connections: 100, ...settings };
  let server;
  const start = () =>
    new Promise((resolve, reject) => {
      let said = '';
      const args = ['-D', data, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
      server = spawn(join(programs, 'postgres'), args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      server.stderr.setEncoding('utf8').on('data', (text) => {
        said += text;
        if (/ready to accept connections/.test(said)) resolve();
      });
      server.once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)));
    });
  await start();
  const end = (signal) =>
    new Promise((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.once('exit', resolve);
      server.kill(signal);
    });
  return {
    url: `postgres://saguim@127.0.0.1:${port}/postgres`,
    start,
    // All its processes end when the first is gone.
    kill: () => end('SIGQUIT'),
    stop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
