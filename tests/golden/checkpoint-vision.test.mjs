// The folder of a Gemma 3 that sees too: the part about text runs, and what belongs to pictures is left where it is.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../packages/engine/dist/checkpoint/index.js';
import { memoryFolder, writeSafetensors } from '../conformance/checkpoint-folder.mjs';

const read = (path) => new Uint8Array(readFileSync(fileURLToPath(new URL(`./checkpoints/gemma3/${path}`, import.meta.url))));
const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
const bytesOf = (value) => new TextEncoder().encode(JSON.stringify(value));

function tensorsOf(weights) {
  const length = Number(new DataView(weights.buffer, weights.byteOffset).getBigUint64(0, true));
  const header = Object.entries(json(weights.subarray(8, 8 + length))).filter(([name]) => name !== '__metadata__');
  return header.map(([name, { dtype, shape, data_offsets: [from, to] }]) => ({
    name,
    dtype,
    shape,
    bytes: weights.subarray(8 + length + from, 8 + length + to),
  }));
}

async function opened(files) {
  const source = await openCheckpoint(memoryFolder(files));
  const bytes = await source.read(0, source.size);
  await source.close();
  return bytes;
}

it.each(['language_model.model.', 'model.language_model.'])('%s', async (prefix) => {
  const config = json(read('config.json'));
  const text = new Map(['config.json', 'tokenizer.json', 'model.safetensors'].map((path) => [path, read(path)]));
  const { eos_token_id, bos_token_id, ...own } = config;
  const whole = { model_type: 'gemma3', eos_token_id, bos_token_id, text_config: own, vision_config: { model_type: 'siglip_vision_model' } };
  const tensors = tensorsOf(text.get('model.safetensors')).map((tensor) => ({ ...tensor, name: tensor.name.replace(/^model\./, prefix) }));
  const seen = ['vision_tower.vision_model.post_layernorm.bias', 'multi_modal_projector.mm_soft_emb_norm.weight'];
  const beside = seen.map((name) => ({ name, dtype: 'F32', shape: [4], bytes: new Uint8Array(16) }));
  const sees = new Map([
    ...text,
    ['config.json', bytesOf(whole)],
    ['model.safetensors', writeSafetensors([...tensors, ...beside])],
  ]);
  expect(await opened(sees)).toEqual(await opened(text));
  const unknown = [...tensors, { ...beside[0], name: 'audio_tower.conv.weight' }];
  await expect(opened(new Map([...sees, ['model.safetensors', writeSafetensors(unknown)]]))).rejects.toMatchObject({
    code: 'unsupported',
    where: expect.stringContaining('audio_tower.conv.weight'),
  });
});
