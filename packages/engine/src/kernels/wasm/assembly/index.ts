import { attention } from './attention';
import { prepare, rope } from './cache';
import { scale } from './elementwise';
import { BATCH, batch, OPERATION_BYTES, OUTPUT_ROWS, POISON, ROWS, SHARE_BYTES, SHARE_PROGRAM, STEP_THREADS, useBatch } from './layout';
import { matmul, matmulScratch } from './matmul';
import { pool, unitNorm } from './pool';
import { embed, gate, gather, norm, quantizeRows } from './rows';
import { selfAttention, selfAttentionBytes } from './self-attention';
import { barrier, isCancelled } from './sync';

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
 *
 * Where every thread has texts of its own, it has a batch, a program and rows for itself, and meets the others at the end alone. What is cancelled then
 * counts as left, since some may have left and some not, unless there is a single operation, which all do.
 */
export function run(program: usize, from: i32, to: i32, scratch: usize, thread: i32): i32 {
  const ownProgram: usize = ASC_FEATURE_THREADS ? load<u32>(SHARE_PROGRAM) : 0;
  useBatch(ownProgram ? BATCH + <usize>thread * SHARE_BYTES : BATCH);
  if (ownProgram) {
    program += <usize>thread * ownProgram;
    thread = 0;
  }
  for (let i = from; i < to; i++) {
    const op = program + <usize>i * OPERATION_BYTES;
    const wait = load<i32>(op, 124);
    if (ownProgram) {
      if (wait && i > from && isCancelled()) break;
    } else if (wait == 1 || (wait == 2 && load<i32>(batch, ROWS) > 1) || (wait == 3 && load<i32>(batch, OUTPUT_ROWS) > 1)) {
      if (!barrier(load<i32>(STEP_THREADS))) return left(1);
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
  return barrier(load<i32>(STEP_THREADS)) ? 0 : left(ownProgram && to - from > 1 ? 1 : 3);
}

function left(cancelled: i32): i32 {
  return load<i32>(POISON) ? 2 : cancelled;
}
