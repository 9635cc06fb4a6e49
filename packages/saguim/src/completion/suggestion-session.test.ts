import { beforeEach, describe, expect, it } from 'vitest';
import type { CompletionCount } from './completion-counts.js';
import type { CompletionSession } from './completion-session.js';
import type { EditorState } from './editor-state.js';
import { StagedCompleter, settled, suggestion, TestClock } from './session-stage.case.js';
import { type CompletionSessionOptions, createCompletionSession } from './suggestion-session.js';

let clock: TestClock;
let completer: StagedCompleter;
let counts: Partial<Record<CompletionCount, number>>;
let heard: (string | null)[];
let session: CompletionSession;

function open(options: CompletionSessionOptions = {}): void {
  clock = new TestClock();
  completer = new StagedCompleter();
  counts = {};
  heard = [];
  const counter = {
    useful: undefined,
    count(what: CompletionCount, by = 1) {
      counts[what] = (counts[what] ?? 0) + by;
    },
  };
  session = createCompletionSession(completer, { clock, counter, delay: 50, ...options });
  session.addEventListener('suggestion', ({ suggestion: shown }) => void heard.push(shown?.text ?? null));
}

function update(before: string, after = '', more: Partial<EditorState> = {}): void {
  session.update({ before, after, ...more });
}

/** Types so far and has the model say what follows. */
async function shown(before: string, texts: string | string[], after = ''): Promise<void> {
  update('', after);
  update(before, after);
  clock.pass(50);
  completer.last.answer(suggestion(texts));
  await settled();
}

beforeEach(() => open());

it.each<[keyof CompletionSessionOptions, unknown[]]>([
  ['delay', ['x', -1, Number.NaN, Infinity]],
  ['alternatives', [0, 1, 6, 2.5]],
  ['maxLines', [0, 65, '3']],
  ['path', [1]],
])('opens no session with a %s that is none', (name, values) => {
  for (const value of values)
    expect(() => open({ [name]: value })).toThrow(expect.objectContaining({ code: 'invalid-argument', where: name }));
});

describe('asking', () => {
  it('waits for a pause, asks once, and shows the answer at the caret', async () => {
    update('le');
    update('let');
    update('let ', ';', { offset: 104 });
    clock.pass(49);
    expect(session.state).toBe('waiting');
    expect(completer.calls).toHaveLength(0);
    clock.pass(1);
    expect(session.state).toBe('working');
    expect(completer.calls).toHaveLength(1);
    expect(completer.last.request).toMatchObject({ prefix: 'let ', suffix: ';' });
    completer.last.answer(suggestion('a = 1'));
    await settled();
    expect(session.suggestion).toMatchObject({ text: 'a = 1', from: 104, index: 0, count: 1 });
    expect(counts).toEqual({ shown: 1 });
  });

  it('gives up the older question in the tick of the key', () => {
    update('a');
    update('ab');
    clock.pass(50);
    const { signal } = completer.last.options;
    expect(signal!.aborted).toBe(false);
    update('abc');
    expect(signal!.aborted).toBe(true);
  });

  it('shows the first line while the rest is made, and never what comes too late', async () => {
    update('');
    update('if (a) {');
    clock.pass(50);
    const { options, answer } = completer.last;
    options.onPartial!(suggestion('\n  b();'));
    expect(session.suggestion!.text).toBe('\n  b();');
    answer(suggestion('\n  b();\n}'));
    await settled();
    expect(session.suggestion!.text).toBe('\n  b();\n}');
    update('if (b');
    options.onPartial!(suggestion('late'));
    await settled();
    expect(session.suggestion).toBeNull();
  });

  it('asks nothing for a caret that only moves, but has the place computed when it rests', () => {
    update('ab', 'cd');
    update('a', 'bcd');
    clock.pass(249);
    expect(completer.prepared).toHaveLength(0);
    clock.pass(1);
    expect(completer.prepared).toMatchObject([{ prefix: 'a', suffix: 'bcd' }]);
    clock.pass(10_000);
    expect(completer.calls).toHaveLength(0);
  });

  it.each(['composing', 'readOnly'] as const)('keeps still while %s', async (reason) => {
    await shown('let a', ' = 1');
    update('let a', '', { [reason]: true });
    expect(session.suggestion).toBeNull();
    update('let aé', '', { [reason]: true });
    clock.pass(1000);
    expect(completer.last.request.prefix).not.toBe('let aé');
    update('let aé');
    clock.pass(50);
    expect(completer.last.request.prefix).toBe('let aé');
  });

  it('asks at once by hand, at the same place again, and not by itself when that is wished', async () => {
    open({ automatic: false });
    update('a');
    update('ab');
    clock.pass(1000);
    expect(completer.calls).toHaveLength(0);
    session.request();
    expect(completer.last.request).toMatchObject({ prefix: 'ab', threshold: 0 });
    completer.last.answer(suggestion('c'));
    await settled();
    expect(session.suggestion!.text).toBe('c');
  });

  it('has errors told, and goes on', async () => {
    const errors: unknown[] = [];
    open({ onError: (error) => errors.push(error) });
    update('a');
    update('ab');
    clock.pass(50);
    completer.last.fail(new Error('gone'));
    await settled();
    expect(errors).toHaveLength(1);
    expect(session.state).toBe('idle');
    update('abc');
    clock.pass(50);
    completer.last.answer(suggestion('d'));
    await settled();
    expect(session.suggestion!.text).toBe('d');
  });
});

describe('typing what is shown', () => {
  it('costs no question, forwards and backwards', async () => {
    await shown('re', 'turn x;');
    const asked = completer.calls.length;
    for (const [typed, rest] of [
      ['ret', 'urn x;'],
      ['retur', 'n x;'],
      ['re', 'turn x;'],
    ] as const) {
      update(typed);
      expect(session.suggestion).toMatchObject({ text: rest, from: typed.length });
    }
    clock.pass(1000);
    expect(completer.calls).toHaveLength(asked);
    update('r');
    expect(session.suggestion).toBeNull();
  });

  it('goes over to the alternative that is typed', async () => {
    await shown('re', ['turn x', 'sult = 1']);
    update('res');
    expect(session.suggestion).toMatchObject({ text: 'ult = 1', index: 1, count: 2 });
  });

  it('counts as typed through at the end, and asks for what follows', async () => {
    await shown('re', 'turn');
    update('return');
    expect(counts).toMatchObject({ shown: 1, typedThrough: 1 });
    expect(session.suggestion).toBeNull();
    expect(completer.last.request.prefix).toBe('return');
  });
});

describe('accepting', () => {
  it('gives all of it, and what comes after is there already', async () => {
    await shown('x = f(', 'a)');
    expect(completer.last.request.prefix).toBe('x = f(a)');
    expect(completer.last.options.priority).toBe('background');
    const asked = completer.calls.length;
    completer.last.options.onPartial!(suggestion(';'));
    expect(session.suggestion!.text).toBe('a)');
    expect(session.accept('all')).toEqual({ text: 'a)', from: 6 });
    update('x = f(a)');
    expect(completer.calls).toHaveLength(asked);
    expect(session.suggestion).toMatchObject({ text: ';', from: 8 });
    expect(counts).toMatchObject({ accepted: 1, acceptedCharacters: 2 });
  });

  it.each([
    ['word', 'foo(bar, 1);\nx', ['foo', '(', 'bar', ',', ' 1', ');', '\n', 'x']],
    ['word', '  olá_1 = é', ['  olá_1', ' =', ' é']],
    ['line', 'a\n  b\n\nc', ['a\n', '  b\n', '\nc']],
    ['line', '\n  b\nc', ['\n  b\n', 'c']],
  ] as const)('takes it by the %s: %j', async (part, text, parts) => {
    await shown('>', text);
    let before = '>';
    for (const expected of parts) {
      const taken = session.accept(part)!;
      expect(taken).toEqual({ text: expected, from: before.length });
      before += taken.text;
      update(before);
    }
    expect(before).toBe(`>${text}`);
    expect(counts).toMatchObject({ acceptedPart: 1, acceptedCharacters: text.length });
    expect(counts.accepted).toBeUndefined();
  });

  it('looks after 30 seconds whether it was kept', async () => {
    await shown('a', ' = 1');
    session.accept('all');
    update('a = 1');
    clock.pass(30_000);
    expect(counts).toMatchObject({ checked: 1, kept: 1 });
    await shown('b', ' = 22');
    session.accept('all');
    update('b = 22');
    update('b');
    clock.pass(30_000);
    expect(counts).toMatchObject({ checked: 2, kept: 1 });
  });

  it('gives nothing where nothing is shown', () => {
    expect(session.accept('all')).toBeNull();
    expect(session.next()).toBe(false);
    expect(session.dismiss()).toBe(false);
  });
});

it('stays away where it was dismissed, until something is typed', async () => {
  await shown('a', 'b');
  expect(session.dismiss()).toBe(true);
  expect(session.suggestion).toBeNull();
  const asked = completer.calls.length;
  update('a');
  clock.pass(1000);
  expect(completer.calls).toHaveLength(asked);
  update('ac');
  clock.pass(50);
  expect(completer.last.request.prefix).toBe('ac');
  expect(counts).toMatchObject({ dismissed: 1 });
});

it('goes through alternatives, and asks for them first', async () => {
  await shown('x', 'one');
  update('xo');
  expect(session.next()).toBe(true);
  expect(completer.last.request).toMatchObject({ prefix: 'xo', alternatives: 3, threshold: 0 });
  completer.last.answer(suggestion(['ne', 'ther', 'k']));
  await settled();
  expect(session.suggestion).toMatchObject({ text: 'ther', index: 1, count: 3, from: 2 });
  session.next();
  session.next();
  expect(session.suggestion!.text).toBe('ne');
  session.previous();
  expect(session.suggestion!.text).toBe('k');
});

it('is silent once it is closed', async () => {
  await shown('a', 'b');
  session.close();
  expect(heard.at(-1)).toBeNull();
  const asked = completer.calls.length;
  update('ab');
  session.request();
  clock.pass(60_000);
  expect(completer.calls).toHaveLength(asked);
});

/** A small deterministic source of chance. https://en.wikipedia.org/wiki/Xorshift */
function chance(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

it.each([1, 2, 3, 4])('never shows a suggestion at another place than it was made for (chance %i)', async (seed) => {
  const random = chance(seed * 7919);
  const alphabet = 'ab\n (😀é';
  let text = '';
  let caret = 0;
  // What is suggested tells the text it was made for.
  const madeFor = (prefix: string, suffix: string) => `a${prefix.length}b${prefix.slice(-3)}|${suffix.length}${suffix.slice(0, 2)}`;
  const check = () => {
    const { suggestion: now } = session;
    if (!now) return;
    expect(now.from).toBe(caret);
    const before = text.slice(0, caret);
    const after = text.slice(caret);
    const fits = Array.from({ length: before.length + 1 }, (_, typed) => typed).some((typed) => {
      const made = madeFor(before.slice(0, before.length - typed), after);
      return made.slice(0, typed) === before.slice(before.length - typed) && made.slice(typed) === now.text;
    });
    expect(fits).toBe(true);
  };
  session.addEventListener('suggestion', check);
  let shownTimes = 0;
  for (let step = 0; step < 1500; step++) {
    const action = random(3) ? random(12) : 9 + random(2);
    if (action < 5) {
      const next = session.suggestion && random(3) > 0 ? session.suggestion.text[0]! : alphabet[random(alphabet.length)]!;
      text = text.slice(0, caret) + next + text.slice(caret);
      caret += 1;
    } else if (action === 5 && caret > 0) {
      text = text.slice(0, caret - 1) + text.slice(caret);
      caret -= 1;
    } else if (action === 6) caret = random(text.length + 1);
    else if (action === 7) {
      const taken = session.accept((['all', 'word', 'line'] as const)[random(3)]!);
      if (taken) {
        text = text.slice(0, taken.from) + taken.text + text.slice(taken.from);
        caret = taken.from + taken.text.length;
      }
    } else if (action === 8) {
      // Another hand changes the text elsewhere.
      const at = random(text.length + 1);
      text = `${text.slice(0, at)}z${text.slice(at)}`;
      if (at < caret) caret++;
    }
    if (action === 9) {
      for (const call of completer.calls.splice(0)) {
        const made = suggestion(madeFor(call.request.prefix, call.request.suffix ?? ''));
        if (random(2)) call.options.onPartial?.(made);
        call.answer(random(4) ? made : null);
      }
      await settled();
    } else if (action === 10) clock.pass(random(300));
    else session.update({ before: text.slice(0, caret), after: text.slice(caret), composing: action === 11 && random(3) === 0 });
    check();
    if (session.suggestion) shownTimes++;
    if (text.length > 200) {
      text = '';
      caret = 0;
      session.update({ before: '', after: '' });
    }
  }
  expect(shownTimes).toBeGreaterThan(100);
});

describe('what is no state of an editor', () => {
  it.each([
    ['state', undefined],
    ['state', null],
    ['state', 'let a'],
    ['before', { before: 1, after: '' }],
    ['after', { before: '', after: {} }],
  ])('is refused by name: %s', (where, state) => {
    expect(() => session.update(state as never)).toThrowError(expect.objectContaining({ code: 'invalid-argument', where }));
    update('');
    update('le');
    expect(session.state).toBe('waiting');
  });
});
