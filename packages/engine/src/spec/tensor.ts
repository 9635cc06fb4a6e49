/** Types of stored numbers, by GGUF's names. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
export type TensorType =
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q8_0'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K'
  | 'IQ4_NL'
  | 'IQ4_XS';

/** A tensor as it lies in a file. */
export interface TensorInfo {
  readonly name: string;
  readonly type: TensorType;
  /** GGUF order: `[in, out]` is `out` rows of `in` contiguous numbers. */
  readonly shape: readonly number[];
  /** Where its bytes begin, from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

/** The weights of one model: names, and a way to their bytes. */
export interface WeightSource {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Bytes `[start, start + length)` of a tensor, into `target` if given (then the result is `target`). */
  read(tensor: TensorInfo, start: number, length: number, target?: Uint8Array): Promise<Uint8Array>;
}
