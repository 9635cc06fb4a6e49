import { describe, expect, it } from 'vitest';
import { EmbeddingJob } from './embedding.js';
import { planTexts } from './embedding-scheduler.js';
import type { Priority } from './job.js';

const COLUMNS = { start: 0, width: 1 };
const LIMITS = { maxRows: 512, preferredRows: 512, threads: 1 };

function job(lengths: number[], priority: Priority = 'interactive', next = 0): EmbeddingJob {
  const made = new EmbeddingJob({ tokens: lengths.map((length) => new Array<number>(length).fill(1)), priority }, COLUMNS);
  made.next = next;
  return made;
}
const counts = (jobs: EmbeddingJob[], limits = LIMITS) => {
  const step = planTexts(jobs, limits);
  return jobs.map((each) => step.find((entry) => entry.job === each)?.count ?? 0);
};

describe('planTexts', () => {
  it('takes whole texts until the rows are full', () => {
    expect(counts([job([20, 50, 50, 20])])).toEqual([3]);
    expect(counts([job([20, 90, 90, 20], 'interactive', 2)])).toEqual([2]);
    expect(counts([job([20, 90, 90, 20], 'background', 1)])).toEqual([1]);
  });

  it('takes one text, however long, where a step should be short', () => {
    expect(counts([job([300, 10])], { ...LIMITS, preferredRows: 64 })).toEqual([1]);
    expect(counts([job([30, 30, 10])], { ...LIMITS, preferredRows: 64 })).toEqual([2]);
  });

  it('does nothing else while interactive work waits, and keeps steps short', () => {
    const background = job(new Array<number>(1000).fill(10), 'background');
    expect(counts([background, job([10])])).toEqual([0, 1]);
    expect(counts([background])).toEqual([12]);
  });

  it('has more rows where several threads have texts of their own, as many as there is room for', () => {
    const texts = job(new Array<number>(1000).fill(10));
    expect(counts([texts], { ...LIMITS, threads: 2 })).toEqual([19]);
    expect(counts([texts], { ...LIMITS, threads: 4 })).toEqual([38]);
    expect(counts([texts], { ...LIMITS, threads: 16 })).toEqual([51]);
  });

  it('lets short jobs by, and never leaves the oldest out', () => {
    const long = job(new Array<number>(1000).fill(50));
    expect(counts([long, job([10])])).toEqual([2, 1]);
    expect(counts([long, job(new Array<number>(400).fill(20)), job([12])])).toEqual([1, 3, 1]);
  });
});
