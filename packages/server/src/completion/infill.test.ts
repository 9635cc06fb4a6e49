import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type App, createApp } from '../app.js';
import { type RunningServer, startServer } from '../start-server.js';
import { WordModerator } from '../word-moderator.case.js';
import { infillResponse } from './infill-schemas.js';
import { ScriptedWriter } from './scripted-writer.case.js';

let writer: ScriptedWriter;
let app: App;
let opened: number;
let running: RunningServer | undefined;

const completion = () => ({
  model: 'tiny',
  open: async () => {
    opened++;
    return writer;
  },
});
beforeEach(() => {
  writer = new ScriptedWriter();
  opened = 0;
  app = createApp({ moderator: new WordModerator(), completion: completion(), rate: 0 });
});
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const headers = { 'Content-Type': 'application/json' };
const post = (body: unknown, to: App = app, signal?: AbortSignal) =>
  Promise.resolve(to.fetch(new Request('http://a/infill', { method: 'POST', headers, body: JSON.stringify(body), signal })));
const events = async (response: Response) =>
  (await response.text())
    .trim()
    .split('\n\n')
    .map((event) => JSON.parse(event.replace(/^data: /, '')));

/** As llama.vim 0.4 sends it, line by line of its documentation and its own words for what it wants back. */
const fromVim = {
  id_slot: 0,
  input_prefix: 'def add(a, b):\n',
  input_suffix: '\nprint(add(1, 2))\n',
  input_extra: [
    { text: 'x = 1\n', time: [12, 34], filename: 'a.py' },
    { text: 'y = 2\n', time: [13, 1], filename: 'b.py' },
  ],
  prompt: '    return ',
  n_predict: 128,
  stop: [],
  n_indent: 4,
  top_k: 40,
  top_p: 0.9,
  samplers: ['top_k', 'top_p', 'infill'],
  stream: false,
  cache_prompt: true,
  t_max_prompt_ms: 500,
  t_max_predict_ms: 250,
  response_fields: [
    'content',
    'timings/prompt_n',
    'timings/prompt_ms',
    'timings/prompt_per_token_ms',
    'timings/prompt_per_second',
    'timings/predicted_n',
    'timings/predicted_ms',
    'timings/predicted_per_token_ms',
    'timings/predicted_per_second',
    'truncated',
    'tokens_cached',
  ],
};

describe('what llama.vim sends', () => {
  it('is answered by the fields that it asks for, under the names that it looks for', async () => {
    const response = await post(fromVim);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      content: 'a + b',
      'timings/prompt_n': 20,
      'timings/prompt_ms': 40,
      'timings/prompt_per_token_ms': 2,
      'timings/prompt_per_second': 500,
      'timings/predicted_n': 5,
      'timings/predicted_ms': 50,
      'timings/predicted_per_token_ms': 10,
      'timings/predicted_per_second': 100,
      truncated: false,
    });
    expect(writer.requests).toEqual([
      {
        prefix: 'def add(a, b):\n    return ',
        suffix: '\nprint(add(1, 2))\n',
        path: undefined,
        language: 'python',
        files: [
          { path: 'a.py', text: 'x = 1\n', opened: 0 },
          { path: 'b.py', text: 'y = 2\n', opened: 1 },
        ],
        alternatives: 1,
        maxTokens: 128,
      },
    ]);
    expect(writer.options[0]!.patience).toBe(250);
  });

  it('to have its other files ready computes nothing without a text, and what it will need with one', async () => {
    const ring = { ...fromVim, input_prefix: '', input_suffix: '', prompt: '', n_predict: 0, samplers: [], response_fields: [''] };
    expect(await (await post(ring)).json()).toEqual({});
    expect(writer.prepared).toEqual([]);
    await post({ ...fromVim, n_predict: 0 });
    expect([writer.prepared.length, writer.requests.length]).toEqual([1, 0]);
  });
});

/** As llama.vscode 0.0.63 sends it. */
const fromCode = {
  id_slot: 0,
  input_prefix: 'function add(a, b) {\n',
  input_suffix: '\n}\n',
  input_extra: [],
  prompt: '  return ',
  n_predict: 128,
  n_cmpl: 3,
  top_k: 40,
  top_p: 0.99,
  stream: false,
  samplers: ['top_k', 'top_p', 'infill'],
  cache_prompt: true,
  n_indent: 2,
  t_max_prompt_ms: 500,
  t_max_predict_ms: 2500,
};

describe('what llama.vscode sends', () => {
  it('is answered by an array where it asks for several, and by an object where it asks for one', async () => {
    writer.answer = ['a + b;', 'b + a;'];
    const several = await (await post(fromCode)).json();
    expect(several.map(({ content }: { content: string }) => content)).toEqual(['a + b;', 'b + a;']);
    for (const one of several) expect(infillResponse.parse(one)).toEqual(one);
    const one = await (await post({ ...fromCode, n_cmpl: 1 })).json();
    expect(infillResponse.parse(one)).toEqual(one);
    expect(one).toMatchObject({ content: 'a + b;', model: 'tiny', stop: true, stop_type: 'eos', confidence: 0.75 });
    expect(writer.requests[0]).toMatchObject({ alternatives: 3, language: undefined });
  });

  it('is answered with nothing where nothing good comes', async () => {
    writer.answer = [];
    expect(await (await post(fromCode)).json()).toMatchObject([{ content: '', stop: true }]);
  });
});

describe('POST /infill', () => {
  it('streams what can be shown, then the rest, then how it went', async () => {
    writer.partial = 'if (a) {';
    writer.answer = ['if (a) {\n  return b;\n}'];
    const response = await post({ ...fromCode, n_cmpl: 1, stream: true });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(await events(response)).toMatchObject([
      { content: 'if (a) {', stop: false },
      { content: '\n  return b;\n}', stop: false },
      { content: '', stop: true, stop_type: 'eos', tokens_predicted: 5 },
    ]);
    expect(writer.options[0]!.steady).toBe(true);
  });

  it('ends before a stop text, streamed or not, and says which', async () => {
    writer.answer = ['a + b; // sum\n}'];
    const body = { ...fromCode, n_cmpl: 1, stop: ['}', ' //'] };
    expect(await (await post(body)).json()).toMatchObject({ content: 'a + b;', stop_type: 'word', stopping_word: ' //' });
    expect(await events(await post({ ...body, stream: true }))).toMatchObject([{ content: 'a + b;' }, { stopping_word: ' //' }]);
  });

  it('says that it was cut short where there was no time for more, or no room', async () => {
    expect(await (await post({ ...fromCode, n_cmpl: 1, n_predict: 5 })).json()).toMatchObject({ stop_type: 'limit' });
    expect(writer.requests[0]).toMatchObject({ maxTokens: 5 });
    await post({ ...fromCode, n_predict: 4000 });
    expect(writer.requests[1]).toMatchObject({ maxTokens: 256 });
    await post({ ...fromCode, n_predict: -1, t_max_predict_ms: 0 });
    expect(writer.requests[2]!.maxTokens).toBeUndefined();
    expect(writer.options[2]!.patience).toBeUndefined();
  });

  it('takes ours: threshold, language and the name of the file', async () => {
    await post({ ...fromCode, threshold: 0.2, language: 'go', filename: 'main.go' });
    expect(writer.requests[0]).toMatchObject({ threshold: 0.2, language: 'go', path: 'main.go' });
  });

  it.each([
    [{ input_prefix: 1 }, 'input_prefix'],
    [{ input_prefix: undefined }, 'input_prefix'],
    [{ input_suffix: undefined }, 'input_suffix'],
    [{ input_extra: [{ filename: 'a' }] }, 'input_extra.0.text'],
    [{ prompt: [1, 2] }, 'prompt'],
    [{ n_predict: 1.5 }, 'n_predict'],
    [{ n_cmpl: 7 }, 'n_cmpl'],
    [{ grammar: 'root ::= "a"' }, 'grammar'],
    [{ n_probs: 3 }, 'n_probs'],
    [{ lora: [{ id: 0, scale: 0.5 }] }, 'lora'],
    [{ threshold: 2 }, 'threshold'],
  ])('refuses %j by name', async (wrong, param) => {
    const response = await post({ ...fromCode, ...wrong });
    expect([response.status, (await response.json()).error.param]).toEqual([400, param]);
    expect(writer.requests).toEqual([]);
  });

  it('is opened when it is first asked for, once, and again after it failed', async () => {
    expect(opened).toBe(0);
    await Promise.all([post(fromCode), post(fromCode)]);
    expect(opened).toBe(1);
    let fails = true;
    const failing = { model: 'tiny', open: async () => (fails ? Promise.reject(new Error('a secret path')) : writer) };
    const other = createApp({ moderator: new WordModerator(), completion: failing, rate: 0 });
    const refused = await post(fromCode, other);
    expect([refused.status, JSON.stringify(await refused.json())]).toEqual([500, expect.not.stringMatching(/secret/)]);
    fails = false;
    expect((await post(fromCode, other)).status).toBe(200);
  });

  it('says so where nothing completes', async () => {
    const none = createApp({ moderator: new WordModerator(), rate: 0 });
    expect((await post(fromCode, none)).status).toBe(404);
  });

  it('asks for keys, keeps the rate, and answers overload with 429', async () => {
    const guarded = createApp({
      moderator: new WordModerator(),
      completion: completion(),
      rate: 0.5,
      keys: ['a-key-of-ours'],
      now: () => 0,
    });
    const call = (key?: string) =>
      Promise.resolve(
        guarded.fetch(
          new Request('http://a/infill', {
            method: 'POST',
            headers: { ...headers, ...(key && { Authorization: `Bearer ${key}` }) },
            body: JSON.stringify({ ...fromCode, n_cmpl: 1 }),
          }),
        ),
      );
    expect((await call()).status).toBe(401);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await call('a-key-of-ours')).status);
    expect(statuses).toEqual([200, 200, 429]);

    let open = () => {};
    writer.gate = new Promise((resolve) => (open = resolve));
    const busy = createApp({ moderator: new WordModerator(), completion: completion(), rate: 0, queue: 2 });
    const let_in = Array.from({ length: 6 }, () => post(fromCode, busy));
    await expect.poll(() => writer.requests.length).toBe(2 + 4);
    await expect
      .poll(async () => {
        const text = await (await busy.fetch(new Request('http://a/metrics'))).text();
        return /^saguim_completions_waiting (\d+)$/m.exec(text)?.[1];
      })
      .toBe('2');
    const refused = await post(fromCode, busy);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    open();
    expect((await Promise.all(let_in)).map(({ status }) => status)).toEqual(Array(6).fill(200));
    const text = await (await busy.fetch(new Request('http://a/metrics'))).text();
    expect(text).toMatch(/^saguim_completions_total\{route="\/infill"\} 6$/m);
    expect(text).toMatch(/^saguim_completion_tokens_total\{route="\/infill"\} 30$/m);
  });

  it('tells who waits for too long', async () => {
    writer.gate = new Promise(() => {});
    const slow = createApp({ moderator: new WordModerator(), completion: completion(), rate: 0, completionTimeout: 1 });
    expect((await post(fromCode, slow)).status).toBe(504);
    expect(await events(await post({ ...fromCode, n_cmpl: 1, stream: true }, slow))).toMatchObject([{ error: { type: 'server_error' } }]);
  });
});

it('stops when whoever asked is gone, streamed or not', async () => {
  running = await startServer({ moderator: new WordModerator(), completion: completion(), port: 0, rate: 0, grace: 20 });
  writer.partial = 'a';
  writer.gate = new Promise(() => {});
  for (const stream of [false, true]) {
    const before = writer.aborted;
    const leaving = new AbortController();
    const body = JSON.stringify({ ...fromCode, n_cmpl: 1, stream, t_max_predict_ms: 0 });
    const gone = fetch(`${running.url}/infill`, { method: 'POST', headers, body, signal: leaving.signal }).then(
      (response) => response.text(),
      (error) => error.name,
    );
    await expect.poll(() => writer.requests.length).toBe(stream ? 2 : 1);
    leaving.abort();
    await gone.catch(() => {});
    await expect.poll(() => writer.aborted).toBe(before + 1);
  }
});
