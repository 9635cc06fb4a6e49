import { attention } from './attention';
import { prepare, rope } from './cache';
import { scale } from './elementwise';
import { OPERATION_BYTES, OUTPUT_ROWS, POISON, ROWS } from './layout';
import { matmul, matmulScratch } from './matmul';
import { pool, unitNorm } from './pool';
import { embed, gate, gather, norm, quantizeRows } from './rows';
import { selfAttention, selfAttentionBytes } from './self-attention';
import { barrier } from './sync';

export { pack } from './pack';

/** Bytes of scratch a thread needs for batches of `rows`; `width` of the widest x, `headSize` of attention over whole texts, or 0. */
export function scratchBytes(rows: i32, width: i32, headSize: i32): i32 {
  return max(matmulScratch(rows, width), headSize ? selfAttentionBytes(rows, headSize) : 0);
}

/**
 * Runs operations `from … to - 1` of a program as thread `thread`; every thread of the step calls it alike.
 * Word 0 of an operation is its kind, word 31 a barrier before it: 1 always, 2 unless the
 * batch is a single row, 3 unless a single row is wanted.
 * Gives 0 when done, 1 when left early (cancelled), 2 when a thread is gone, 3 when done and cancelled.
 */
export function run(program: usize, from: i32, to: i32, scratch: usize, thread: i32): i32 {
  for (let i = from; i < to; i++) {
    const op = program + <usize>i * OPERATION_BYTES;
    const wait = load<i32>(op, 124);
    if (wait == 1 || (wait == 2 && load<i32>(ROWS) > 1) || (wait == 3 && load<i32>(OUTPUT_ROWS) > 1)) {
      if (!barrier()) return left(1);
    }
    switch (load<i32>(op)) {
      case 1: embed(op, i, scratch); break;
      case 2: norm(op, i, scratch, thread); break;
      case 3: quantizeRows(op, i); break;
      case 4: matmul(op, i, scratch, thread); break;
      case 5: rope(op, i); break;
      case 6: prepare(op, i, scratch, thread); break;
      case 7: attention(op, i, scratch); break;
      case 8: gate(op, i, scratch, thread); break;
      case 10: selfAttention(op, i, scratch); break;
      case 11: pool(op, i); break;
      case 12: unitNorm(op, i); break;
      case 13: scale(op, i, thread); break;
      case 9: if (thread == 0) gather(op); break;
    }
  }
  return barrier() ? 0 : left(3);
}

function left(cancelled: i32): i32 {
  return load<i32>(POISON) ? 2 : cancelled;
}
