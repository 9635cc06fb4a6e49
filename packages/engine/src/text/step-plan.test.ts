import { describe, expect, it } from 'vitest';
import type { Job, Priority, Task } from './job.js';
import { BACKGROUND_ROWS, planRows, ROWS_BESIDE_ANSWERS, SCORED_ROWS } from './step-plan.js';

/** A task of so many tokens to compute; 0 is an answer's next row. */
function task(pending: number, priority: Priority = 'interactive', outputs: 'last' | 'all' = 'last'): Task {
  const job = { priority, outputs, answering: pending === 0, tokens: new Array(pending || 1).fill(0) } as unknown as Job;
  return { job, number: 0, sequence: undefined };
}

const plan = (tasks: Task[], maxRows = 512, preferredRows = maxRows) => planRows(tasks, { maxRows, preferredRows });

describe('planRows', () => {
  it('gives one prompt the whole step', () => {
    expect(plan([task(1000)])).toEqual([512]);
    expect(plan([task(100)])).toEqual([100]);
    expect(plan([task(1000)], 512, 4)).toEqual([4]);
  });

  it('gives every answer its row, and prompts few beside them', () => {
    expect(plan([task(0), task(1000), task(0)])).toEqual([1, ROWS_BESIDE_ANSWERS, 1]);
    expect(plan([task(0), task(0), task(1000)], 512, 1)).toEqual([1, 1, 1]);
    expect(plan([task(0), task(0), task(0), task(9)], 3)).toEqual([1, 1, 1, 0]);
    expect(plan([task(0), task(0), task(0)], 2)).toEqual([1, 1, 0]);
  });

  it('lets a short prompt pass a long one, which keeps half', () => {
    expect(plan([task(5000), task(20), task(3000)], 128)).toEqual([64, 20, 44]);
    expect(plan([task(20), task(5000)], 128)).toEqual([20, 108]);
    expect(plan([task(5000), task(20)], 128)).toEqual([108, 20]);
    expect(plan([task(5000), task(5000)], 1)).toEqual([1, 0]);
  });

  it('keeps background prompts short, beside someone who waits shorter still', () => {
    expect(plan([task(1000, 'background')])).toEqual([BACKGROUND_ROWS]);
    expect(plan([task(10), task(1000, 'background')])).toEqual([10, ROWS_BESIDE_ANSWERS]);
    expect(plan([task(0), task(1000, 'background')])).toEqual([1, ROWS_BESIDE_ANSWERS]);
    expect(plan([task(1000), task(1000, 'background')])).toEqual([512, 0]);
    expect(plan([task(1000), task(0, 'background')])).toEqual([511, 1]);
  });

  it('scores few rows at a time', () => {
    expect(plan([task(1000, 'background', 'all')])).toEqual([SCORED_ROWS]);
    expect(plan([task(1000, 'background', 'all'), task(1000, 'background')])).toEqual([SCORED_ROWS, BACKGROUND_ROWS - SCORED_ROWS]);
  });

  it('never plans more than there is, and always something', () => {
    for (let seed = 1; seed < 500; seed++) {
      const random = (below: number) => Math.floor(Math.abs(Math.sin(seed * 7919 + below)) * below);
      const tasks = Array.from({ length: 1 + random(20) }, (_, i) =>
        task(
          random(50 + i) % 3 ? random(900 + i) : 0,
          random(90 + i) % 2 ? 'interactive' : 'background',
          random(70 + i) % 4 ? 'last' : 'all',
        ),
      );
      const maxRows = 1 + random(200);
      const rows = plan(tasks, maxRows, 1 + random(maxRows));
      const sum = rows.reduce((a, b) => a + b, 0);
      expect(sum).toBeGreaterThan(0);
      expect(sum).toBeLessThanOrEqual(maxRows);
      rows.forEach((count, i) => void expect(count).toBeLessThanOrEqual(tasks[i]!.job.tokens.length));
    }
  });
});
