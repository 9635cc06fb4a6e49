/** What `tolist()` gives: numbers in lists, as deep as there are dimensions. */
export type NestedNumbers = number | NestedNumbers[];

/** Types of a tensor's numbers, by the names of ONNX. */
export type TensorType = 'float32' | 'int8' | 'uint8';

export type TensorData = Float32Array | Int8Array | Uint8Array;

/** Numbers with a shape: the part of Transformers.js's `Tensor` that results of the tasks here have. */
export class Tensor {
  /** @param dims their product is the length of `data`, the last one lies side by side */
  constructor(
    readonly type: TensorType,
    readonly data: TensorData,
    readonly dims: readonly number[],
  ) {}

  get size(): number {
    return this.data.length;
  }

  get location(): 'cpu' {
    return 'cpu';
  }

  tolist(): NestedNumbers[] {
    return this.#nested(0, 0) as NestedNumbers[];
  }

  /** One row of the first dimension; a negative index counts from the end. @throws {RangeError} */
  _getitem(index: number): Tensor {
    const [rows = 0, ...dims] = this.dims;
    const at = index < 0 ? index + rows : index;
    if (!(Number.isInteger(at) && at >= 0 && at < rows)) throw new RangeError(`There is no row ${index}: the tensor has ${rows}.`);
    const width = this.data.length / rows;
    return new Tensor(this.type, this.data.subarray(at * width, (at + 1) * width), dims);
  }

  *[Symbol.iterator](): Generator<Tensor, void, undefined> {
    for (let i = 0; i < (this.dims[0] ?? 0); i++) yield this._getitem(i);
  }

  /** There is nothing to free: the numbers are the page's own. */
  dispose(): void {}

  #nested(dimension: number, start: number): NestedNumbers {
    if (dimension === this.dims.length) return this.data[start]!;
    const each = this.dims.slice(dimension + 1).reduce((product, size) => product * size, 1);
    return Array.from({ length: this.dims[dimension]! }, (_, i) => this.#nested(dimension + 1, start + i * each));
  }
}
