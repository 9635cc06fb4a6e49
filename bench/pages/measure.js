// What is timed, the same for every candidate, in a page and in Node. A candidate is an adapter:
//   prepare()                                bring the model's bytes to this device; not timed
//   load({ threads, conversations })         from local bytes to ready
//   generate({ ids, text }, count, onToken)  greedy, exactly `count` tokens, end-of-sequence ignored; resolves to the number of tokens made
//   openChat()                               → { ask(text, count, onToken) } greedy, at most `count` tokens an answer
//   versions()                               → what ran, in words
//   threads?()                               → threads in use, where the candidate tells
const now = () => performance.now();

const timed = async (start) => {
  const stamps = [];
  const begin = now();
  const count = await start(() => stamps.push(now()));
  if (stamps.length === 0) throw new Error('the candidate gave no token');
  return { begin, stamps, first: stamps[0], last: stamps.at(-1), count: count ?? stamps.length };
};

/** Tokens a second: the prompt over the time to the first token, the rest over the time between the first token and the last. */
const speeds = (run, promptTokens) => ({
  prefill: promptTokens / ((run.first - run.begin) / 1000),
  decode: (run.count - 1) / ((run.last - run.first) / 1000),
  tokens: run.count,
});

const rows = {
  async main(adapter, { prompts, generated }) {
    await timed((onToken) => adapter.generate(prompts.warmup, 8, onToken));
    const run = await timed((onToken) => adapter.generate(prompts.prompt, generated, onToken));
    if (run.count !== generated) throw new Error(`asked for ${generated} tokens, got ${run.count}`);
    return speeds(run, prompts.prompt.ids.length);
  },

  async calibration(adapter, { prompts }) {
    await timed((onToken) => adapter.generate(prompts.warmup, 4, onToken));
    const run = await timed((onToken) => adapter.generate(prompts.calibration, 16, onToken));
    const { prefill, decode } = speeds(run, prompts.calibration.ids.length);
    return { prefill, decode, seconds: 385 / prefill + 64 / decode };
  },

  async chat(adapter, { prompts, answer }) {
    const chat = await adapter.openChat();
    const turns = [];
    const tokens = [];
    for (const question of prompts.questions) {
      const run = await timed((onToken) => chat.ask(question, answer, onToken));
      turns.push(run.first - run.begin);
      tokens.push(run.count);
    }
    return { turns, tokens };
  },

  /** Eight conversations at once against one alone, in tokens a second of decoding; all prompts differ. */
  async parallel(adapter, { prompts, conversations, together }) {
    await timed((onToken) => adapter.generate(prompts.warmup, 8, onToken));
    const alone = await timed((onToken) => adapter.generate(prompts.alone, together, onToken));
    const some = prompts.eight.slice(0, conversations);
    // Conversations that go on: who keeps prompts in a cache has them there. Otherwise the first would be over before the last has begun.
    for (const prompt of some) await adapter.generate(prompt, 1, () => {});
    const runs = await Promise.all(some.map((prompt) => timed((onToken) => adapter.generate(prompt, together, onToken))));
    // Only while all of them decode: from the last first token to the first last token.
    const from = Math.max(...runs.map((run) => run.first));
    const to = Math.min(...runs.map((run) => run.last));
    if (to <= from) throw new Error('the conversations did not run at once');
    const inside = runs.reduce((sum, run) => sum + run.stamps.filter((stamp) => stamp > from && stamp <= to).length, 0);
    return { one: speeds(alone, 1).decode, total: inside / ((to - from) / 1000) };
  },
};

/** Loads the candidate and measures one row. `job`: { row, threads, prompts, generated, answer, conversations, together }. */
export const measure = async (adapter, job) => {
  await adapter.prepare();
  const begin = now();
  await adapter.load({ threads: job.threads, conversations: job.row === 'parallel' ? job.conversations : 1 });
  const ready = now() - begin;
  await timed((onToken) => adapter.generate(job.prompts.first, 1, onToken));
  const first = now() - begin;
  const result = await rows[job.row](adapter, job);
  return { load: { ready, first }, threads: await adapter.threads?.(), versions: await adapter.versions(), [job.row]: result };
};
