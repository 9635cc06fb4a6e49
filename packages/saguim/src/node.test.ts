import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addModel } from './node.js';

const bytes = Buffer.from('GGUF and more');
const file = { path: 'small.gguf', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };

let folder: string;
let models: string;
let to: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-add-'));
  models = join(folder, 'models');
  to = join(folder, 'public/models');
  mkdirSync(join(models, 'small'), { recursive: true });
  writeFileSync(join(models, 'small/small.gguf'), bytes);
  writeFileSync(join(models, 'small/model.json'), JSON.stringify({ name: 'small', files: [file] }));
  writeFileSync(join(models, 'small/LICENSE'), 'MIT');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('addModel', () => {
  it('copies a model with its licence, and the engine for pages; again, and nothing is copied', async () => {
    const added = await addModel('small', to, { models });
    expect(added).toEqual({ name: 'small', folder: join(to, 'small'), engine: join(to, 'engine'), bytes: bytes.length });
    expect(readdirSync(join(to, 'small')).sort()).toEqual(['LICENSE', 'model.json', 'small.gguf']);
    expect(readFileSync(join(to, 'small/small.gguf'))).toEqual(bytes);
    expect(readdirSync(join(to, 'engine'))).toEqual(expect.arrayContaining(['saguim.js', 'engine-worker.js', 'plain.wasm', 'shared.wasm']));
    expect((await addModel('small', to, { models })).bytes).toBe(0);
  });

  it('leaves nothing of a file that is not what its description says', async () => {
    writeFileSync(join(models, 'small/small.gguf'), bytes.toString().toUpperCase());
    await expect(addModel('small', to, { models })).rejects.toMatchObject({ code: 'integrity' });
    expect(readdirSync(join(to, 'small'))).toEqual([]);
  });

  it('names what is missing', async () => {
    await expect(addModel('nope', to, { models })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('small') });
    await expect(addModel('small', to, { models, signal: AbortSignal.abort('no') })).rejects.toBe('no');
  });
});
