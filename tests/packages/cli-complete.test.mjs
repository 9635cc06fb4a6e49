import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { endAll, saguim, temporaryFolder } from './command.mjs';

const folder = temporaryFolder('complete');

afterEach(endAll);
vi.setConfig({ testTimeout: 60_000 });

describe('saguim complete', () => {
  it('completes a place in a file, and takes what lies beyond the end for the end', async () => {
    const file = join(folder, 'sum.js');
    writeFileSync(
      file,
      'function sum(numbers) {\r\n  let total = 0;\r\n  for (const number of numbers) total += \r\n  return total;\r\n}\r\n',
    );
    const { code, stdout, stderr } = await saguim(['complete', '--file', file, '--line', '3', '--column', '999', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout);
    expect(answer.completion).toMatch(/^number\b/);
    expect(answer.completion).not.toContain('\n');
    expect(answer.logprob).toBeLessThanOrEqual(0);
    expect(answer.confidence).toBeGreaterThan(0);
    expect(answer.usage.generated_tokens).toBeGreaterThan(0);
    expect(answer.timings.total_ms).toBeGreaterThanOrEqual(answer.timings.first_line_ms);
    expect((await saguim(['complete', '--file', file, '--line', '3'])).stdout).toBe(`${answer.completion}\n`);
  });

  it('answers lines of JSON in order, with what else they hold', async () => {
    const places = [
      { id: 1, prefix: 'for (let i = 0; i < 10; ', suffix: ') {\n}\n', language: 'javascript', max_lines: 1 },
      { id: 2, prefix: 'def add(a, b):\n    return a', suffix: '\n', language: 'python' },
    ];
    const { code, stdout } = await saguim(['complete'], { input: places.map((place) => JSON.stringify(place)).join('\n') });
    expect(code).toBe(0);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id }) => id)).toEqual([1, 2]);
    expect(answers[0].completion).toBe('i++');
    expect(answers[1].completion).toBe(' + b');
    expect(Object.keys(answers[0])).toEqual(expect.arrayContaining(['completion', 'logprob', 'confidence', 'usage', 'timings']));
  });

  it.each([
    [['complete', '--line', '3'], '', 2, /--file/],
    [['complete'], 'plain\n', 1, /no JSON.*line 1/s],
    [['complete'], '{"suffix":""}\n', 1, /"prefix"/],
    [['complete'], '{"prefix":"","max_lines":0}\n', 1, /max_lines/],
    [['complete', '--file', 'no/such/file.py'], '', 1, /no such file/],
  ])('%j with %j: exit code %i', async (args, input, code, message) => {
    const result = await saguim(args, { input });
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(message);
    expect(result.stdout).toBe('');
  });
});
