import type { CacheLayer, Operation, Plan, Range, TextResult } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import type { ModelFile } from '../metadata.js';
import type { Dimensions } from './dimensions.js';

/** Norms and biases are small; every file keeps them in one of these. */
const VECTOR_TYPES = new Set(['F32', 'F16', 'BF16']);

/** Old converters stored the rope angles of each layer; they follow from the keys. */
const IGNORED = /^blk\.\d+\.attn_rot_embd\.weight$/;

/**
 * Collects the operations of a plan. Every weight that an operation names goes through `matrix` or `vector`, so it is
 * there and has the expected shape before a byte of it is read.
 */
export class PlanBuilder {
  readonly body: Operation[] = [];
  readonly head: Operation[] = [];
  private readonly buffers: Record<string, number> = {};
  private readonly caches: CacheLayer[] = [];
  private readonly used = new Set<string>();

  constructor(
    readonly file: ModelFile,
    readonly dimensions: Dimensions,
  ) {}

  /** A buffer of this width: made when first named, the same one after that. */
  buffer(name: string, width: number): Range {
    if ((this.buffers[name] ??= width) !== width) throw new SaguimError('internal', `Buffer ${name} was planned with two widths`);
    return { buffer: name, start: 0, width };
  }

  /** Buffers side by side in one: ranges of `widths`, in order. What shares an input then can be computed in one pass. */
  ranges(name: string, widths: readonly number[]): Range[] {
    this.buffer(
      name,
      widths.reduce((sum, width) => sum + width, 0),
    );
    let start = 0;
    return widths.map((width) => ({ buffer: name, start: (start += width) - width, width }));
  }

  cache(layer: CacheLayer): number {
    return this.caches.push(layer) - 1;
  }

  has(tensor: string): boolean {
    return this.file.tensors.has(tensor);
  }

  /** Name of a matrix `W (outputs, inputs)`. @throws {SaguimError} `bad-file` when it is missing or of another shape. */
  matrix(name: string, inputs: number, outputs: number): string {
    this.expect(name, [inputs, outputs]);
    return name;
  }

  /** Name of a vector `(width,)`. @throws {SaguimError} `bad-file` when it is missing or of another shape. */
  vector(name: string, width: number): string {
    return this.plain(name, [width]);
  }

  /** Name of `count` vectors `(width,)` in one tensor. @throws {SaguimError} `bad-file` when it is missing or of another shape. */
  rows(name: string, width: number, count: number): string {
    return this.plain(name, [width, count]);
  }

  private plain(name: string, shape: readonly number[]): string {
    const { type } = this.expect(name, shape);
    if (VECTOR_TYPES.has(type)) return name;
    throw new SaguimError('unsupported', `A vector stored as ${type} cannot be used`, { where: name });
  }

  /**
   * Appends `out = W @ in + b`, or `out += …` when `add`, with `<name>.weight` and `<name>.bias`.
   * The bias is used where the file has one; `bias: true` demands it.
   */
  matmul(operations: Operation[], name: string, input: Range, out: Range, { add = false, bias = false } = {}): void {
    const weight = this.matrix(`${name}.weight`, input.width, out.width);
    const withBias = bias || this.has(`${name}.bias`);
    operations.push({ op: 'matmul', weight, ...(withBias && { bias: this.vector(`${name}.bias`, out.width) }), in: input, out, add });
  }

  /**
   * The plan, whole; `text` for a model of whole texts.
   * @throws {SaguimError} `unsupported` when the file holds tensors that no operation uses: the family would compute something else.
   */
  finish(result: Range, text?: TextResult): Plan {
    for (const name of this.file.tensors.keys()) {
      if (this.used.has(name) || IGNORED.test(name)) continue;
      throw new SaguimError('unsupported', `The architecture ${this.dimensions.architecture} has no use for a tensor of the file`, {
        where: name,
        hint: 'The file belongs to a variant that cannot be run yet.',
      });
    }
    const { architecture, layers, vocabularySize, embeddingLength, contextLength } = this.dimensions;
    const { buffers, caches, body, head } = this;
    const sizes = { architecture, layers, vocabularySize, embeddingLength, contextLength };
    return { ...sizes, buffers, caches, body, head, result, ...(text && { text }) };
  }

  private expect(name: string, shape: readonly number[]) {
    const tensor = this.file.tensors.get(name);
    if (!tensor) throw new SaguimError('bad-file', 'The model file lacks a tensor that its architecture needs', { where: name });
    // A trailing 1 changes nothing: writers differ in whether they keep it.
    const actual = tensor.shape.slice();
    while (actual.length > shape.length && actual.at(-1) === 1) actual.pop();
    if (actual.length !== shape.length || actual.some((size, i) => size !== shape[i])) {
      throw new SaguimError('bad-file', `The tensor has the shape [${tensor.shape}] and not [${shape}]`, { where: name });
    }
    this.used.add(name);
    return tensor;
  }
}
