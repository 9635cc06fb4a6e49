// Ten thousand keystrokes leave memory where it was.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { tinyInfillModel } from '../conformance/tiny-infill-model.mjs';

const folder = mkdtempSync(join(tmpdir(), 'saguim-soak-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const script = fileURLToPath(new URL('./completion-soak.case.mjs', import.meta.url));
const megabyte = 1 << 20;

const real = 'the model that comes along';

it.each(['a model that goes on from the prefix', 'starcoder2', real])(
  '%s: typed into ten thousand times, holds no more than after the first two thousand',
  async (family) => {
    const args = ['--expose-gc', script];
    if (family === 'starcoder2') {
      const file = join(folder, 'model.gguf');
      writeFileSync(file, tinyInfillModel(family));
      args.push(file);
    }
    if (family === real) args.push('../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf', 10_000, 150);
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
    const { all, work, counts, errors } = JSON.parse(stdout);
    const [early, late] = [all.at(0), all.at(-1)];
    expect(errors).toEqual([]);
    expect(work.runs).toBeGreaterThan(family === real ? 300 : 1000);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(family === real ? 0 : 50);
    // Nothing runs, so no page is in use; what is cached stays within what was allowed.
    expect([early.pages.used, late.pages.used]).toEqual([0, 0]);
    expect(late.pages.total).toBeLessThanOrEqual(Math.max(early.pages.total, late.pages.cached));
    expect(late.memory).toEqual(early.memory);
    expect(late.heapUsed - early.heapUsed).toBeLessThan(4 * megabyte);
    expect(late.rss - early.rss).toBeLessThan(48 * megabyte);
  },
  3_600_000,
);
