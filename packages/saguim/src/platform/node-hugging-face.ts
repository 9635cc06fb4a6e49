import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';

/** How the Hugging Face hub is reached, by the variables that its own tools read. */
export interface HubEnvironment {
  readonly endpoint?: string;
  readonly token?: string;
  /** The network is not to be asked. */
  readonly offline: boolean;
}

const home = () => process.env.HF_HOME || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');

/** https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables */
export function hubEnvironment(): HubEnvironment {
  const { HF_ENDPOINT, HF_TOKEN, HUGGING_FACE_HUB_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE } = process.env;
  let token = HF_TOKEN || HUGGING_FACE_HUB_TOKEN;
  if (!token) {
    try {
      token = readFileSync(HF_TOKEN_PATH || join(home(), 'token'), 'utf8').trim();
    } catch {
      // Nobody has logged in.
    }
  }
  return { endpoint: HF_ENDPOINT || undefined, token: token || undefined, offline: /^(1|true|yes|on)$/i.test(HF_HUB_OFFLINE ?? '') };
}

/** What the hub's own tools have of a repository on this machine. */
export interface HubSnapshot {
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256?: string }[];
}

/** https://huggingface.co/docs/hub/local-cache */
export function hubSnapshot(repository: string, revision: string): HubSnapshot | undefined {
  const cache = process.env.HF_HUB_CACHE || process.env.HUGGINGFACE_HUB_CACHE || join(home(), 'hub');
  const folder = join(cache, `models--${repository.replace('/', '--')}`);
  let commit = revision;
  try {
    commit = readFileSync(join(folder, 'refs', revision), 'utf8').trim();
  } catch {
    // The revision may be a commit by itself.
  }
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const snapshot = join(folder, 'snapshots', commit);
  const files: { path: string; bytes: number; sha256?: string }[] = [];
  const walk = (below: string) => {
    for (const entry of readdirSync(below, { withFileTypes: true })) {
      const path = join(below, entry.name);
      if (entry.isDirectory()) {
        walk(path);
        continue;
      }
      const found = statSync(path, { throwIfNoEntry: false }); // a link whose file is gone is no file
      if (!found?.isFile()) continue;
      // Files of Git LFS are named by their contents.
      const blob = basename(realpathSync(path));
      const sha256 = /^[0-9a-f]{64}$/.test(blob) ? blob : undefined;
      files.push({ path: relative(snapshot, path).split(sep).join('/'), bytes: found.size, ...(sha256 ? { sha256 } : {}) });
    }
  };
  try {
    walk(snapshot);
  } catch {
    return undefined;
  }
  return files.length > 0 ? { folder: snapshot, files } : undefined;
}
