import { expect, it } from 'vitest';
import { checkDownload } from './download-gesture.js';

const check = (name: string, saveData = false) => checkDownload(name, name, undefined, saveData);
const asks = expect.objectContaining({ name: 'NotAllowedError' });

it('lets a page fetch what its app serves, but asks where data is to be saved', async () => {
  await expect(check('a-model-of-the-app')).resolves.toBeUndefined();
  await expect(checkDownload('qwen3-0.6b', 'smollm2-135m-instruct', undefined, false)).resolves.toBeUndefined();
  // Not on this machine, of the same name as what the app would serve.
  await expect(checkDownload('qwen3-0.6b', 'smollm2-135m-instruct', undefined, true)).rejects.toEqual(asks);
});

it('asks before a large model comes from elsewhere, with its size', async () => {
  await expect(check('qwen3-0.6b')).rejects.toMatchObject({ name: 'NotAllowedError', message: expect.stringContaining('639 MB') });
  await expect(check('hf:owner/repository/file.gguf')).rejects.toEqual(asks);
});

it('does not ask for small ones', async () => {
  await expect(check('all-minilm-l6-v2-q4_0')).resolves.toBeUndefined();
});
