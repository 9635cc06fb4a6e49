import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEngine, openFile } from '@saguim/engine';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { endAll, root, saguim, start } from './command.mjs';

const tiny = (name) => join(root, 'tests/golden/tiny', `${name}.gguf`);
const golden = (name) => JSON.parse(readFileSync(join(root, 'tests/golden', name), 'utf8'));

afterEach(endAll);
vi.setConfig({ testTimeout: 60_000 });

describe('logits', () => {
  it.each(['wasm', 'reference'])('gives all logits of the last position (%s)', async (backend) => {
    const { prompts } = golden('tiny/llama-f32.json');
    for (const { ids, last_logits } of prompts) {
      const { stdout, stderr, code } = await saguim([
        'logits',
        '--model',
        tiny('llama-f32'),
        '--tokens',
        ids.join(','),
        '--backend',
        backend,
        '--json',
      ]);
      expect([code, stderr]).toEqual([0, '']);
      const { tokens, logits } = JSON.parse(stdout);
      expect(tokens).toEqual(ids);
      expect(logits).toHaveLength(640);
      // Activations go through 16 bits in the WASM kernels.
      const tolerance = backend === 'reference' ? 1e-3 : 0.05;
      expect(Math.max(...logits.map((logit, id) => Math.abs(logit - last_logits[id])))).toBeLessThan(tolerance);
    }
  });

  it('lists the largest for people', async () => {
    const [{ ids, greedy }] = golden('tiny/llama-f32.json').prompts;
    const { stdout } = await saguim(['logits', '--model', tiny('llama-f32'), '--tokens', ids.join(' '), '--top', '3']);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stdout).toMatch(new RegExp(`^ *${greedy[0]} `));
  });
});

describe('perplexity', () => {
  const file = 'tests/golden/en_alice.txt';
  it('is exp of the mean loss over whole windows', async () => {
    const { stdout } = await saguim(['perplexity', file, '--window', '128', '--windows', '2', '--json']);
    const result = JSON.parse(stdout);
    expect(result).toEqual({ perplexity: expect.any(Number), nll_per_token: expect.any(Number), tokens: 2 * 127, windows: 2 });
    expect(result.perplexity).toBeCloseTo(Math.exp(result.nll_per_token), 6);
    // The first 256 tokens of a book, in two windows, are harder than the whole, and not beyond reason.
    expect(result.perplexity).toBeGreaterThan(5);
    expect(result.perplexity).toBeLessThan(200);
  });

  it('is what the engine says of the same windows, to the last bit', async () => {
    const engine = await loadEngine(await openFile(tiny('llama-q8_0')));
    const tokens = engine.tokenizer.encode(readFileSync(join(root, file), 'utf8'));
    let loss = 0;
    for (const start of [0, 64, 128]) for (const each of await engine.logProbabilities(tokens.slice(start, start + 64))) loss -= each;
    await engine.close();
    const { stdout } = await saguim(['perplexity', '--model', tiny('llama-q8_0'), file, '--window', '64', '--windows', '3', '--json']);
    expect(JSON.parse(stdout)).toEqual({ perplexity: Math.exp(loss / 189), nll_per_token: loss / 189, tokens: 189, windows: 3 });
  });
});

describe('run', () => {
  const question = 'What is the capital of France?';
  it('answers on standard output, and nothing else', async () => {
    const { code, stdout, stderr } = await saguim(['run', question, '--max-tokens', '20']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe('The capital of France is Paris.\n');
  });

  it('takes the prompt from standard input and gives one JSON object', async () => {
    const { stdout } = await saguim(['run', '--json', '--max-tokens', '20'], { input: `${question}\n` });
    const { prompt_ids, greedy_ids } = golden('reference/smollm2.json').runs[0];
    expect(JSON.parse(stdout)).toEqual({
      text: 'The capital of France is Paris.',
      tokens: greedy_ids,
      finish_reason: 'stop',
      usage: { prompt_tokens: prompt_ids.length, cached_tokens: 0, completion_tokens: greedy_ids.length },
      timings: {
        load_ms: expect.any(Number),
        prefill_ms: expect.any(Number),
        first_token_ms: expect.any(Number),
        decode_ms: expect.any(Number),
      },
    });
    expect(stdout.endsWith('}\n')).toBe(true);
  });

  it('stops at its limits', async () => {
    const short = JSON.parse((await saguim(['run', question, '--json', '--max-tokens', '3'])).stdout);
    expect([short.finish_reason, short.usage.completion_tokens, short.text]).toEqual(['length', 3, 'The capital of']);
    const stopped = JSON.parse((await saguim(['run', question, '--json', '--stop', ' Paris', '--stop', 'never'])).stdout);
    expect([stopped.finish_reason, stopped.text]).toEqual(['stop', 'The capital of France is']);
  });

  it('gives the same text for the same seed', async () => {
    const args = [
      'run',
      'Tell me a story.',
      '--json',
      '--max-tokens',
      '24',
      '--temperature',
      '1.2',
      '--top-p',
      '0.95',
      '--top-k',
      '50',
      '--min-p',
      '0.01',
      '--repetition-penalty',
      '1.1',
    ];
    const [first, again, other] = await Promise.all(
      ['7', '7', '8'].map(async (seed) => JSON.parse((await saguim([...args, '--seed', seed])).stdout)),
    );
    expect(again.tokens).toEqual(first.tokens);
    expect(other.tokens).not.toEqual(first.tokens);
  });

  it.each(['wasm', 'reference'])('continues a text as it stands with --raw (%s)', async (backend) => {
    const result = JSON.parse(
      (await saguim(['run', '--raw', '--json', '--max-tokens', '12', '--model', tiny('qwen2-f32'), '--backend', backend, 'the'])).stdout,
    );
    expect(result.usage.completion_tokens).toBeGreaterThan(0);
    expect(result.usage.completion_tokens).toBeLessThanOrEqual(12);
  });

  it('says what to do when a model has no chat template', async () => {
    const { code, stderr, stdout } = await saguim(['run', '--model', tiny('llama-f32'), 'Hi']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^saguim: .*chat template.*--raw.*\n$/);
  });

  it('says by how much a prompt is too long', async () => {
    const { code, stderr } = await saguim(['run', '--context', '40', 'word '.repeat(60)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^saguim: .*context holds 40: \d+ too many\. Shorten it, give a larger --context, or begin a new conversation\.\n$/,
    );
  });

  it('stops at Ctrl-C with exit code 130 and leaves what was written', async () => {
    const command = start(['run', '--max-tokens', '4000', 'Write a very long story about the sea.', '--repetition-penalty', '1.2'], {
      input: '',
    });
    await command.seen(/\w+ \w+ /);
    command.child.kill('SIGINT');
    const { code, stdout } = await command.ended;
    expect(code).toBe(130);
    expect(stdout.length).toBeGreaterThan(0);
  });

  it('ends quietly when the reader of the pipe goes away', async () => {
    const command = start(['run', '--max-tokens', '4000', 'Write a very long story about the sea.', '--repetition-penalty', '1.2'], {
      input: '',
    });
    await command.seen(/\w+ /);
    command.child.stdout.destroy();
    const { code, stderr } = await command.ended;
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('bench', () => {
  it('measures what it says', async () => {
    const { stdout } = await saguim([
      'bench',
      '--model',
      tiny('llama-q8_0'),
      '--prompt-tokens',
      '32',
      '--tokens',
      '8',
      '--repeat',
      '3',
      '--threads',
      '1',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      backend: expect.stringContaining('wasm'),
      threads: 1,
      prompt_tokens: 32,
      generated_tokens: 8,
      rounds: 3,
    });
    for (const key of ['load_ms', 'prefill_tokens_per_second', 'decode_tokens_per_second', 'first_token_ms', 'memory_bytes'])
      expect(JSON.parse(stdout)[key]).toBeGreaterThan(0);
  });
});
