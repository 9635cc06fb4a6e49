// Pulls one file into a folder, writing its journal often: `pull-slowly.mjs SERVER FOLDER KNOWN`. Says what came.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadFile } from '../../../packages/saguim/dist/hub/file-download.js';
import { network } from '../../../packages/saguim/dist/hub/network.js';
import { openLocalShelf } from '../../../packages/saguim/dist/platform/node.js';

const [, , server, folder, known] = process.argv;
const shelf = openLocalShelf(folder);
const target = 'model/model.gguf';
if ((await shelf.size(target)) === undefined) {
  await shelf.withLock('model', undefined, () =>
    downloadFile({
      file: { path: 'model.gguf', url: `${server}/model.gguf`, ...JSON.parse(known) },
      target,
      headers: () => ({}),
      shelf,
      network: { ...network, runBytes: 512 << 10, saveEvery: 256 << 10 },
    }),
  );
}
const bytes = readFileSync(join(folder, target));
console.log(JSON.stringify({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }));
