import { expect, it } from 'vitest';
import { engineClient } from '../runtime/index.js';
import { LanguageModel } from './language-model.js';
import { tinyChat } from './tiny-chat.case.js';

const settings = { model: tinyChat(), contextLength: 256, sampling: { temperature: 0 } };
const rounds = process.env.SAGUIM_LONG === '1' ? 300 : 3;

/** Numbers below 1 that are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    return state / 2 ** 32;
  };
}

async function readAll(stream: ReadableStream<string>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}

const clock = { name: 'clock', description: 'Tells the time.', inputSchema: { type: 'object' }, execute: () => '12:30' };

/** All that can be asked for, some of it in ways that cannot succeed; `heard` is called whenever something happens. */
function ask(session: LanguageModel, which: number, heard: () => void, random: () => number): Promise<unknown> {
  const saguim = { maxTokens: 1 + Math.floor(random() * 12), onPiece: heard, onPrefill: heard };
  const input = `Say${' the'.repeat(Math.floor(random() * 60))}.`;
  switch (which) {
    case 0:
      return session.prompt(input, { saguim });
    case 1:
      return readAll(session.promptStreaming(input, { saguim }));
    case 2:
      return session.append(input);
    case 3:
      return session.measureContextUsage(input);
    case 4:
      return session.clone().then((copy) => copy.prompt(input, { saguim }).finally(() => copy.destroy()));
    case 5:
      return session.prompt(`x${' the'.repeat(400)}`, { saguim });
    case 6: {
      const controller = new AbortController();
      return session.prompt(input, { signal: controller.signal, saguim: { ...saguim, onPiece: () => controller.abort('enough') } });
    }
    case 7:
      return session.prompt(input, { responseConstraint: { enum: ['yes', 'no'] }, saguim: { onPiece: heard } });
    case 8:
      return LanguageModel.create({
        tools: [clock],
        expectedOutputs: [{ type: 'tool-call' }],
        saguim: { ...settings, runTools: { maxRounds: 1 } },
      }).then((other) =>
        other.prompt(input, { saguim: { ...saguim, toolChoice: 'required', maxTokens: 60 } }).finally(() => other.destroy()),
      );
    default:
      return LanguageModel.create({ initialPrompts: [{ role: 'user', content: input }], saguim: settings }).then((other) => {
        const answer = other.prompt(input, { saguim });
        if (random() < 0.5) other.destroy();
        return answer.finally(() => other.destroy());
      });
  }
}

it(`settles every promise when the worker dies, ${rounds} times at random, and goes on`, async () => {
  for (let seed = 1; seed <= rounds; seed++) {
    const random = numbers(seed);
    const sessions = await Promise.all([1, 2, 3].map(() => LanguageModel.create({ saguim: settings })));
    await sessions[0]!.prompt('Hello!', { saguim: { maxTokens: 4 } });
    let left = Math.floor(random() * 40);
    const heard = () => {
      if (left-- === 0) void engineClient({}).terminate();
    };
    const which: number[] = [];
    const calls = Array.from({ length: 16 }, (_, i) => {
      const session = sessions[Math.floor(random() * 3)]!;
      which[i] = Math.floor(random() * 10);
      const call = ask(session, which[i], heard, random);
      call.then(heard, heard);
      return call;
    });
    for (const [i, outcome] of (await Promise.allSettled(calls)).entries()) {
      if (outcome.status === 'fulfilled' || outcome.reason === 'enough') continue;
      const { name, cause } = outcome.reason as DOMException & { cause?: { code?: string } };
      expect(outcome.reason).toBeInstanceOf(DOMException);
      const known = ['UnknownError worker-died', 'QuotaExceededError context-overflow', 'InvalidStateError'];
      // Shapes may not fit into what is left, and rounds of tools have their bound.
      if (which[i] === 7 || which[i] === 8) known.push('OperationError');
      expect(known).toContain([name, cause?.code].join(' ').trim());
    }
    // What was settled is remembered, what was not is not: a clone and its session say the same.
    const copy = await sessions[0]!.clone();
    const [one, two] = await Promise.all([sessions[0]!, copy].map((session) => session.prompt('And?', { saguim: { maxTokens: 6 } })));
    expect(one).toBe(two);
    for (const session of [...sessions, copy]) session.destroy();
  }
}, 600_000);
