// Installs the peers into this folder when they are not there: they are large (about 1.3 GB) and nothing else needs them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
const installed = ([name, version]) => {
  const path = `${folder}node_modules/${name}/package.json`;
  return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).version === version;
};

if (!Object.entries(dependencies).every(installed)) {
  process.stderr.write('Installing the peers into bench/node_modules (about 1.3 GB, once)…\n');
  const { status } = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    // One of them would fetch a native library that nothing here uses.
    env: { ...process.env, npm_config_onnxruntime_node_install: 'skip' },
  });
  process.exit(status ?? 1);
}
