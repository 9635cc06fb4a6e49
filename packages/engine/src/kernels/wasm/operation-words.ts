import type { Activation, Operation, PoolKind } from '../../spec/index.js';
import { SaguimError } from '../../spec/index.js';
import { Kind, type PackedWeight } from './program.js';
import type { ProgramBuffers } from './program-buffers.js';

type Named<Name extends Operation['op']> = Extract<Operation, { op: Name }>;
type Fill = (w: Int32Array, f: Float32Array) => void;

/** As `assembly/activations.ts` counts them. */
const ACTIVATIONS: readonly Activation[] = ['silu', 'gelu', 'gelu-erf', 'tanh', 'relu'];
/** As `assembly/pool.ts` counts them. */
const POOLS: readonly PoolKind[] = ['mean', 'maximum', 'first', 'last'];

/** The words of `embed` in `assembly/rows.ts`. */
export function embedWords(
  { table, positions, types, out, scale, before }: Named<'embed'>,
  weight: (name: string) => PackedWeight,
  buffers: ProgramBuffers,
): Fill {
  const tokens = weight(table);
  const to = buffers.float(out);
  return (w, f) => {
    w.set([tokens.type, tokens.address, out.width, tokens.groupBytes, tokens.rowBytes, to.address + out.start * 4, to.stride], 1);
    f[8] = scale;
    w[9] = (before ?? -1) + 1;
    if (positions) tableWords(w, 20, weight(positions.weight));
    if (types) tableWords(w, 24, weight(types.weight));
  };
}

/** Four words that say where a table's rows lie: type, address, bytes of a group, bytes of a stored row. */
function tableWords(w: Int32Array, at: number, { type, address, groupBytes, rowBytes }: PackedWeight): void {
  w.set([type, address, groupBytes, rowBytes], at);
}

/** The words of `gate` in `assembly/rows.ts`, but for where the result goes. */
export function gateWords(operation: Named<'gate' | 'activate'>, buffers: ProgramBuffers): Fill {
  const gate = operation.op === 'gate' ? operation.gate : operation.in;
  const up = operation.op === 'gate' ? operation.up : undefined;
  const from = buffers.float(gate);
  const beside = up && buffers.float(up);
  if (beside && beside.stride !== from.stride) {
    throw new SaguimError('unsupported', 'Gate and up of one operation lie in buffers of different widths');
  }
  const upAddress = up && beside ? beside.address + up.start * 4 : 0;
  return (w) => w.set([from.address + gate.start * 4, upAddress, from.stride, gate.width, ACTIVATIONS.indexOf(operation.activation)], 1);
}

/** The words of `assembly/self-attention.ts`, but for where the result goes. */
export function selfAttentionWords(
  { q, k, v, heads, headSize, scale, causal, relative }: Named<'self-attention'>,
  vector: (name: string) => number,
  buffers: ProgramBuffers,
): Fill {
  const [query, key, value] = [buffers.float(q), buffers.float(k), buffers.float(v)];
  if (query.stride !== key.stride || key.stride !== value.stride) {
    throw new SaguimError('unsupported', 'Queries, keys and values of one operation lie in buffers of different widths');
  }
  return (w, f) => {
    w.set([query.address + q.start * 4, key.address + k.start * 4, value.address + v.start * 4, query.stride, heads, headSize], 1);
    f[7] = scale;
    w[18] = causal ? 1 : 0;
    if (!relative) return;
    w[19] = relative.keys ? vector(relative.keys) : 0;
    w[20] = relative.queries ? vector(relative.queries) : 0;
    w[21] = buffers.relativeRows(relative);
  };
}

/** Those that read some columns and write as many: the words of `assembly/elementwise.ts` and `assembly/pool.ts`, and which kernel it is. */
export function columnWords(operation: Named<'scale' | 'softcap' | 'pool' | 'unit-norm'>, buffers: ProgramBuffers): [Kind, Fill] {
  const { op, in: input, out } = operation;
  const [from, to] = [buffers.float(input), buffers.float(out)];
  const fill: Fill = (w, f) => {
    w.set([from.address + input.start * 4, from.stride, input.width, to.address + out.start * 4, to.stride], 1);
    if (op === 'pool') w[6] = POOLS.indexOf(operation.kind);
    else if (op !== 'unit-norm') {
      f[6] = op === 'scale' ? operation.factor : operation.cap;
      w[7] = op === 'softcap' ? 2 : operation.add ? 1 : 0;
    }
  };
  return [op === 'pool' ? Kind.pool : op === 'unit-norm' ? Kind.unitNorm : Kind.scale, fill];
}
