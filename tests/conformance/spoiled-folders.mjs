// What is done to folders of Hugging Face's kind, and what may come of it: they are read, or refused by an error of ours.
import { readGguf } from '../../packages/engine/dist/bytes/index.js';
import { openCheckpoint } from '../../packages/engine/dist/checkpoint/index.js';
import { buildPlan } from '../../packages/engine/dist/models/index.js';
import { SaguimError } from '../../packages/engine/dist/spec/index.js';
import { loadTokenizer } from '../../packages/engine/dist/tokens/index.js';
import { memoryFolder } from './checkpoint-folder.mjs';

const REFUSALS = ['bad-file', 'unsupported', 'not-found'];
export const ODD = [
  0,
  1,
  -1,
  0.5,
  7,
  31,
  2 ** 24,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e300,
  -1e300,
  null,
  true,
  '',
  'F32',
  [],
  {},
  [[]],
  '../x',
  'a'.repeat(300),
];
export const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
export const encode = (value) => new TextEncoder().encode(JSON.stringify(value));

export function codeOf(error) {
  if (!(error instanceof SaguimError) || !REFUSALS.includes(error.code)) throw error;
  if (error.message.length > 2000) throw new Error('A message of over 2,000 characters');
  return error.code;
}

export const pick = (random, list) => list[random.below(list.length)];

/** Opens a folder and reads all of it; gives `read` or the code of the error. */
export async function tryFolder(files) {
  const folder = memoryFolder(files);
  let outcome;
  let source;
  try {
    source = await openCheckpoint(folder);
    const { metadata, tensors, bytes } = await readGguf(source);
    if (bytes !== source.size) throw new Error('A size of its own');
    loadTokenizer(metadata);
    buildPlan(metadata, tensors);
    await source.read(0, source.size);
    outcome = 'read';
  } catch (error) {
    outcome = codeOf(error);
  }
  await source?.close();
  if (folder.opened !== 0) throw new Error(`${folder.opened} files are left open`);
  return outcome;
}

/** Changes one value somewhere in a JSON text; gives the text. */
export function spoilJson(value, random) {
  const places = [];
  const walk = (at) => {
    for (const key of Object.keys(at).slice(0, 40)) {
      places.push([at, key]);
      if (typeof at[key] === 'object' && at[key] !== null && places.length < 400) walk(at[key]);
    }
  };
  const copy = structuredClone(value);
  walk(copy);
  const [at, key] = pick(random, places);
  if (random.below(4) === 0) delete at[key];
  else at[key] = pick(random, ODD);
  return encode(copy);
}
