import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openFile } from '../platform/node-file.js';
import { byteSourceCases } from './byte-source.case.js';

const folder = mkdtempSync(join(tmpdir(), 'saguim-'));
afterAll(() => rmSync(folder, { recursive: true }));

byteSourceCases('FileSource', (bytes) => {
  const path = join(folder, 'file.bin');
  writeFileSync(path, bytes);
  return openFile(path);
});
