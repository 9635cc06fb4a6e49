import type { Operation, Plan, RelativePositions } from '../../spec/index.js';
import { readCount } from '../metadata.js';
import { layerNorm } from './norm.js';
import type { PlanBuilder } from './plan-builder.js';

const TABLE = 'relative_embd.weight';
const NORM = 'relative_embd_norm';
const MOST = 1 << 16;

/**
 * What distances between tokens mean in each layer: a table of them for all layers, of which each makes keys and queries by matrices of its own, or by those for
 * its tokens. That is done once, when the model is loaded.
 */
export function readRelativePositions(plan: PlanBuilder): {
  of(layer: number): RelativePositions;
  derived(): NonNullable<Plan['derived']>;
} {
  const { architecture, embeddingLength, heads, headSize, contextLength } = plan.dimensions;
  const { metadata, tensors } = plan.file;
  const key = (name: string) => `${architecture}.attention.relative_${name}`;
  const most = readCount(metadata, key('most'), MOST, contextLength);
  const buckets = metadata.number(key('buckets'), 0) === 0 ? 0 : readCount(metadata, key('buckets'), MOST);
  const rows = 2 * (buckets || most);
  const width = heads * headSize;
  const input = { buffer: 'distance', start: 0, width: embeddingLength };
  const body: Operation[] = [{ op: 'embed', table: plan.matrix(TABLE, embeddingLength, rows), out: input, scale: 1 }];
  if (plan.has(`${NORM}.weight`)) layerNorm(plan, body, NORM, input, input);
  const tables: { name: string; start: number; width: number }[] = [];
  const add = (layer: number, kind: 'k' | 'q') => {
    const own = `blk.${layer}.attn_relative_${kind}`;
    const name = `${own}_table`;
    const start = tables.length * width;
    tables.push({ name, start, width });
    const matrix = plan.has(`${own}.weight`) ? own : `blk.${layer}.attn_${kind}`;
    plan.matmul(body, matrix, input, { buffer: 'tables', start, width });
    return name;
  };
  return {
    of(layer) {
      const keys = metadata.boolean(key('keys'), true) ? add(layer, 'k') : undefined;
      const queries = metadata.boolean(key('queries'), true) ? add(layer, 'q') : undefined;
      return { ...(keys && { keys }), ...(queries && { queries }), rows, buckets, most };
    },
    derived() {
      const all = Math.max(1, tables.length) * width;
      return {
        tables,
        plan: {
          architecture,
          layers: 0,
          vocabularySize: tensors.get(TABLE)?.shape[1] ?? rows,
          embeddingLength,
          contextLength: 1,
          buffers: { distance: embeddingLength, tables: all },
          caches: [],
          body,
          head: [],
          result: { buffer: 'tables', start: 0, width: all },
          text: {},
        },
      };
    },
  };
}
