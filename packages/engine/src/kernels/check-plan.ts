import type { Operation, Plan, Range, TensorInfo } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import type { BatchLimits } from './check-batch.js';

/** What a plan asks of its batches. */
export function batchLimits(plan: Plan): Pick<BatchLimits, 'vocabularySize' | 'positions' | 'wholeTexts'> {
  const tables = plan.body.flatMap((operation) => (operation.op === 'embed' && operation.positions ? [operation.positions.rows] : []));
  return { vocabularySize: plan.vocabularySize, positions: Math.min(Infinity, ...tables), wholeTexts: plan.text !== undefined };
}

/** Rows of a batch, of whole texts: their unpacking is shared by many, and the longest text fits, up to a limit. */
export function textRows({ contextLength }: Plan): number {
  return Math.min(1024, Math.max(256, contextLength));
}

/** A weight that an operation names, and the shape it must have. */
export interface WeightUse {
  readonly name: string;
  readonly shape: readonly number[];
  /** Kept as plain numbers, and not packed for products or look-ups. */
  readonly plain: boolean;
}

/** The weights of one operation. */
export function weightsOf(operation: Operation, plan: Plan): WeightUse[] {
  const vector = (name: string | undefined, width: number): WeightUse[] =>
    name === undefined ? [] : [{ name, shape: [width], plain: true }];
  switch (operation.op) {
    case 'embed':
      return [
        { weight: operation.table, rows: plan.vocabularySize },
        ...(operation.positions ? [operation.positions] : []),
        ...(operation.types ? [operation.types] : []),
      ].map(({ weight, rows }) => ({ name: weight, shape: [operation.out.width, rows], plain: false }));
    case 'rms-norm':
      return vector(operation.weight, operation.group);
    case 'layer-norm': {
      const { weight, bias, group, in: input } = operation;
      const rows = group === undefined ? [] : [{ name: weight, shape: [group, input.width / group], plain: true }];
      return [...rows, ...(group === undefined ? vector(weight, input.width) : []), ...vector(bias, input.width)];
    }
    case 'matmul':
      return [
        { name: operation.weight, shape: [operation.in.width, operation.out.width], plain: false },
        ...vector(operation.bias, operation.out.width),
      ];
    case 'rope':
      return vector(operation.factors, operation.dimensions / 2);
    case 'self-attention': {
      const { relative, q } = operation;
      const tables = [relative?.keys, relative?.queries].filter((name) => name !== undefined);
      return tables.map((name) => ({ name, shape: [q.width, relative!.rows], plain: true }));
    }
    default:
      return [];
  }
}

/** The ranges that an operation reads or writes. */
export function rangesOf(operation: Operation): Range[] {
  switch (operation.op) {
    case 'embed':
      return [operation.out];
    case 'rope':
      return [operation.target];
    case 'attention':
    case 'self-attention':
      return [operation.q, operation.k, operation.v, operation.out];
    case 'gate':
      return [operation.gate, operation.up, operation.out];
    default:
      return [operation.in, operation.out];
  }
}

/**
 * What every backend may rely on: ranges lie in their buffers, widths fit together, weights are there in the right shape.
 * @throws {SaguimError} `internal` for a plan that contradicts itself, `bad-file` for weights that do not fit it.
 */
export function checkPlan(plan: Plan, tensors: ReadonlyMap<string, TensorInfo>): void {
  for (const operation of [...plan.body, ...plan.head]) {
    for (const range of rangesOf(operation)) checkRange(plan, range);
    if (!widthsAgree(operation, plan))
      throw new SaguimError('internal', `The plan has an operation whose widths disagree`, { where: operation.op });
    for (const { name, shape } of weightsOf(operation, plan)) {
      const tensor = tensors.get(name);
      if (!tensor) throw new SaguimError('bad-file', 'A weight that the plan names is missing', { where: name });
      const fits = shape.every((size, i) => tensor.shape[i] === size) && tensor.shape.slice(shape.length).every((size) => size === 1);
      if (!fits) throw new SaguimError('bad-file', `The tensor has the shape [${tensor.shape}] and not [${shape}]`, { where: name });
    }
  }
  for (const operation of plan.body) {
    if (operation.op !== 'attention') continue;
    const kept = plan.caches[operation.layer]!.window ?? Infinity;
    if ((operation.window ?? Infinity) > kept) throw new SaguimError('internal', 'A layer sees more positions than its cache keeps');
  }
  const ofAllRows = plan.head.find(({ op }) => op === 'attention' || op === 'self-attention' || op === 'pool');
  if (ofAllRows) {
    throw new SaguimError('unsupported', 'The head of a plan sees the wanted rows alone, and this operation needs all', {
      where: ofAllRows.op,
    });
  }
  if (plan.text && plan.caches.length > 0) {
    throw new SaguimError('internal', 'A plan for whole texts has caches', { where: plan.architecture });
  }
  checkRange(plan, plan.result);
}

function checkRange(plan: Plan, { buffer, start, width }: Range): void {
  if (start >= 0 && width > 0 && start + width <= (plan.buffers[buffer] ?? -1)) return;
  throw new SaguimError('internal', `The plan names columns ${start} … ${start + width} that the buffer does not have`, { where: buffer });
}

function widthsAgree(operation: Operation, plan: Plan): boolean {
  switch (operation.op) {
    case 'rms-norm':
      return operation.in.width === operation.out.width && operation.in.width % operation.group === 0;
    case 'layer-norm':
      return operation.in.width === operation.out.width && operation.in.width % (operation.group ?? 1) === 0;
    case 'rope':
      return (
        operation.target.width === operation.heads * operation.headSize &&
        operation.dimensions <= operation.headSize &&
        operation.dimensions % 2 === 0
      );
    case 'attention': {
      const { heads, kvHeads, headSize, q, k, v, out, layer } = operation;
      const cache = plan.caches[layer];
      return (
        q.width === heads * headSize &&
        k.width === kvHeads * headSize &&
        v.width === k.width &&
        out.width === q.width &&
        heads % kvHeads === 0 &&
        cache?.kvHeads === kvHeads &&
        cache.headSize === headSize
      );
    }
    case 'self-attention': {
      const { heads, headSize, q, k, v, out } = operation;
      return [q, k, v, out].every(({ width }) => width === heads * headSize);
    }
    case 'gate':
      return operation.gate.width === operation.up.width && operation.up.width === operation.out.width;
    case 'activate':
    case 'pool':
    case 'scale':
    case 'softcap':
    case 'unit-norm':
      return operation.in.width === operation.out.width;
    default:
      return true;
  }
}
