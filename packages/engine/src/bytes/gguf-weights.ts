import type { ByteSource, TensorInfo, WeightSource } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';

/** The weights of a GGUF file. */
export class GgufWeights implements WeightSource {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly #source: ByteSource;
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends reads that are under way */
  constructor(source: ByteSource, tensors: ReadonlyMap<string, TensorInfo>, signal?: AbortSignal) {
    this.#source = source;
    this.tensors = tensors;
    this.#signal = signal;
  }

  /**
   * @throws {SaguimError} `not-found` for a tensor of another file, `invalid-argument` for a range outside the tensor or a target of
   * another length; and what the source throws.
   */
  async read(tensor: TensorInfo, start: number, length: number, target?: Uint8Array): Promise<Uint8Array> {
    const where = `${this.#source.name}, tensor ${tensor.name}`;
    const known = this.tensors.get(tensor.name);
    if (!known || known.offset !== tensor.offset || known.byteLength !== tensor.byteLength) {
      throw new SaguimError('not-found', 'The file has no such tensor', { where });
    }
    if (
      !(Number.isSafeInteger(start) && Number.isSafeInteger(length) && start >= 0 && length >= 0 && start + length <= tensor.byteLength)
    ) {
      throw new SaguimError('invalid-argument', `There are no ${length} bytes from ${start} in a tensor of ${tensor.byteLength}`, {
        where,
      });
    }
    if (target && target.length !== length) {
      throw new SaguimError('invalid-argument', `The target has ${target.length} bytes for ${length}`, { where });
    }
    const offset = tensor.offset + start;
    if (!target) return this.#source.read(offset, length, this.#signal);
    if (this.#source.readInto) await this.#source.readInto(offset, target, this.#signal);
    else target.set(await this.#source.read(offset, length, this.#signal));
    return target;
  }
}
