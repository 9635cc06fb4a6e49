/** How the numbers of an embedding are given. */
export type VectorFormat = 'float32' | 'int8' | 'base64';

export const vectorFormats: readonly VectorFormat[] = ['float32', 'int8', 'base64'];

export type VectorOf<Format extends VectorFormat> = { float32: Float32Array; int8: Int8Array; base64: string }[Format];

export interface FormattedVector {
  readonly values: VectorOf<VectorFormat>;
  /** With `int8`: the number that an integer stands for is `integer * scale`. */
  readonly scale?: number;
}

/**
 * `float32`: the numbers. `int8`: integers from -127 to 127 with one scale, error below half of it. `base64`: the 32-bit floats, lowest byte first
 * (as OpenAI's `encoding_format`).
 */
export function formatVector(vector: Float32Array, format: VectorFormat): FormattedVector {
  if (format === 'float32') return { values: vector };
  if (format === 'base64') return { values: toBase64(vector) };
  let largest = 0;
  for (const x of vector) largest = Math.max(largest, Math.abs(x));
  const scale = largest / 127 || 1;
  return { values: Int8Array.from(vector, (x) => Math.round(x / scale)), scale };
}

function toBase64(vector: Float32Array): string {
  const bytes = new Uint8Array(vector.length * 4);
  const view = new DataView(bytes.buffer);
  vector.forEach((x, i) => void view.setFloat32(i * 4, x, true));
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The first `dimensions` numbers, of length 1 again. */
export function truncateVector(vector: Float32Array, dimensions: number): Float32Array {
  const first = vector.slice(0, dimensions);
  let squares = 0;
  for (const x of first) squares += x * x;
  const length = Math.sqrt(squares) || 1;
  return first.map((x) => x / length);
}
