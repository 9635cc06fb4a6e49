import type { TensorInfo, TensorType } from '../spec/index.js';
import { SaguimError, TENSOR_TYPES } from '../spec/index.js';
import type { GgufCursor } from './gguf-cursor.js';
import { quoted } from './gguf-metadata.js';
import { readString } from './gguf-strings.js';

const MOST_DIMENSIONS = 4;
/** ggml keeps names in 64 bytes; forks in more. */
const LONGEST_NAME = 256;

const TYPES_BY_ID = new Map(Object.entries(TENSOR_TYPES).map(([type, { id }]) => [id, type as TensorType]));

/** Types that exist and cannot be read here. https://github.com/ggml-org/ggml/blob/master/include/ggml.h */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  4: 'Q4_2',
  5: 'Q4_3',
  9: 'Q8_1',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  21: 'IQ3_S',
  22: 'IQ2_S',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  31: 'Q4_0_4_4',
  32: 'Q4_0_4_8',
  33: 'Q4_0_8_8',
  34: 'TQ1_0',
  35: 'TQ2_0',
  36: 'IQ4_NL_4_4',
  37: 'IQ4_NL_4_8',
  38: 'IQ4_NL_8_8',
  39: 'MXFP4',
  40: 'NVFP4',
};

/** One tensor's entry in the header, checked as far as it can be without the others. Its offset counts from the beginning of the data. */
export async function readTensor(cursor: GgufCursor, file: string, index: number): Promise<TensorInfo> {
  const entry = `tensor ${index}`;
  const name = await readString(cursor, entry);
  const where = `${file}, tensor ${quoted(name)}`;
  const refuse = (message: string) => new SaguimError('bad-file', message, { where });
  if (name.length === 0 || name.length > LONGEST_NAME)
    throw refuse(`The name of ${entry} has ${name.length} characters; 1 to ${LONGEST_NAME} are read`);

  await cursor.fill(4, entry);
  const rank = cursor.u32();
  if (rank > MOST_DIMENSIONS) throw refuse(`There are ${rank} dimensions; ${MOST_DIMENSIONS} are the most`);
  await cursor.fill(rank * 8 + 12, entry);
  const shape = Array.from({ length: rank }, () => cursor.u64());
  if (rank === 0) shape.push(1);
  const id = cursor.u32();
  const offset = cursor.u64();

  const type = TYPES_BY_ID.get(id);
  if (type === undefined) {
    if (OTHER_TYPES[id] === undefined) throw refuse(`The type ${id} is unknown`);
    throw new SaguimError('unsupported', `The type ${OTHER_TYPES[id]} cannot be read`, {
      where,
      hint: `Use a file with weights of ${Object.keys(TENSOR_TYPES).join(', ')}.`,
      details: { type: OTHER_TYPES[id] },
    });
  }
  const { elements, bytes } = TENSOR_TYPES[type];
  if (shape.some((dimension) => dimension === 0)) throw refuse(`The shape [${shape.join(', ')}] has an empty dimension`);
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(count * 4)) throw refuse(`The shape [${shape.join(', ')}] is larger than any file`);
  if (shape[0]! % elements !== 0) throw refuse(`Rows of ${shape[0]} numbers are not whole blocks of ${elements}, as ${type} needs`);
  if (!Number.isSafeInteger(offset)) throw refuse(`The offset ${offset} is larger than any file`);
  return { name, type, shape, offset, byteLength: (count / elements) * bytes };
}

/**
 * Tensors by name, in the file's order, with offsets from the beginning of the file.
 *
 * @param tensors with offsets from `dataOffset`
 * @throws {SaguimError} `bad-file` for names twice, offsets that are not aligned, tensors that overlap, and data that the file does
 * not hold (`details.missing` bytes).
 */
export function placeTensors(
  tensors: readonly TensorInfo[],
  { file, size, alignment, dataOffset }: { file: string; size: number; alignment: number; dataOffset: number },
): Map<string, TensorInfo> {
  const placed = new Map<string, TensorInfo>();
  for (const tensor of tensors) {
    const where = `${file}, tensor ${quoted(tensor.name)}`;
    if (placed.has(tensor.name)) throw new SaguimError('bad-file', 'Two tensors have the same name', { where });
    if (tensor.offset % alignment !== 0) {
      throw new SaguimError('bad-file', `The offset ${tensor.offset} is not a multiple of the alignment ${alignment}`, { where });
    }
    placed.set(tensor.name, { ...tensor, offset: dataOffset + tensor.offset });
  }

  let end = dataOffset;
  let before: TensorInfo | undefined;
  for (const tensor of [...placed.values()].sort((a, b) => a.offset - b.offset)) {
    if (before && tensor.offset < end) {
      throw new SaguimError('bad-file', `The tensors ${quoted(before.name)} and ${quoted(tensor.name)} overlap`, { where: file });
    }
    before = tensor;
    end = tensor.offset + tensor.byteLength;
  }
  if (before && end > size) {
    throw new SaguimError('bad-file', `The file has ${size} bytes and its tensors reach to ${end}: ${end - size} bytes are missing`, {
      where: `${file}, tensor ${quoted(before.name)}`,
      hint: 'It is damaged or not whole: get it again.',
      details: { missing: end - size, size },
    });
  }
  return placed;
}
