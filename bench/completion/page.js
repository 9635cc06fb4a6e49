// Code completion in a page, on the page's own clock.
import { CodeCompleter } from '/packages/saguim/dist/browser/saguim.js';
import { longText, oneByOne, Typist } from './typist.js';

let completer;
globalThis.open_ = async ({ threads, model }) => {
  const file = new File([await (await fetch(model)).blob()], 'model.gguf');
  completer = await CodeCompleter.create({ model: file, threads });
  return { isolated: globalThis.crossOriginIsolated, support: completer.support };
};

const painted = () => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));

/** One keystroke after the other, each asked for by itself: from the keystroke to its first line on the screen. */
globalThis.oneMore = async ({ text, events, lines }) => {
  const ghost = document.createElement('pre');
  document.body.append(ghost);
  const before = completer.work;
  const answers = await oneByOne(lines ? longText(text, lines) : text, events, async ({ before: prefix, after: suffix }, jumped) => {
    const request = { prefix, suffix, path: 'src/basket.js', threshold: 0 };
    if (jumped) return completer.prepare(request);
    const start = performance.now();
    const first = new AbortController();
    let paint;
    let usage;
    const show = (suggestion) => {
      if (paint) return;
      ghost.textContent = suggestion.text;
      usage = suggestion.usage;
      paint = painted();
      first.abort(); // what follows the first line is not what is measured
    };
    const suggestion = await completer.complete(request, { signal: first.signal, onPartial: show }).catch(() => undefined);
    if (suggestion) show(suggestion);
    const source = suggestion?.source ?? (paint ? 'model' : 'none');
    return { source, ms: paint ? (await paint) - start : performance.now() - start, usage, shown: Boolean(paint) };
  });
  ghost.remove();
  return { answers, work: difference(before, completer.work) };
};

/** The recording as it was typed, through a session: pauses, corrections and jumps. */
globalThis.replay = async ({ text, events }) => {
  const ghost = document.createElement('pre');
  document.body.append(ghost);
  const asked = [];
  /** What came of questions, those ahead too: where, what, for how many tokens, and whether anybody typed any of it. */
  const made = [];
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
  let lastKey = 0;
  let waiting;
  const timed = {
    complete: async (request, options) => {
      const mine = { debounce: performance.now() - lastKey, begun: performance.now(), ahead: options.priority === 'background' };
      if (!mine.ahead) {
        asked.push(mine);
        waiting = mine;
      }
      const suggestion = await completer.complete(request, options);
      mine.source = suggestion?.source ?? 'none';
      const { prefix } = request;
      if (suggestion) made.push({ prefix, whole: prefix + suggestion.text, tokens: suggestion.usage.generated, typed: false });
      return suggestion;
    },
    prepare: (request, options) => completer.prepare(request, options),
  };
  const { createCompletionSession } = await import('/packages/saguim/dist/browser/saguim.js');
  let shown = 0;
  let followed = 0;
  const session = createCompletionSession(timed, { path: 'src/basket.js' });
  session.addEventListener('suggestion', async ({ suggestion }) => {
    ghost.textContent = suggestion?.text ?? '';
    if (!suggestion) return;
    shown++;
    const mine = waiting;
    waiting = undefined;
    if (mine) mine.painted = (await painted()) - mine.begun;
  });
  const before = completer.work;
  const typist = new Typist(text);
  session.update(typist.state);
  const wanted = text.length;
  let taken = 0;
  const handling = [];
  for (const event of events) {
    await new Promise((resolve) => setTimeout(resolve, event.wait));
    const visible = session.suggestion?.text;
    const calls = asked.length;
    if (typist.play(event)) lastKey = performance.now();
    const start = performance.now();
    session.update(typist.state);
    handling.push(performance.now() - start);
    if (event.key && visible?.startsWith(event.key)) {
      followed++;
      const now = typist.state.before;
      for (const one of made) one.typed ||= now.length > one.prefix.length && now.startsWith(one.prefix) && one.whole.startsWith(now);
      taken++;
      if (asked.length !== calls && visible.length > 1) throw new Error('typing what is shown asked the model');
    }
  }
  session.close();
  ghost.remove();
  const work = difference(before, completer.work);
  const wasted = made.reduce((left, { typed, tokens }) => left - (typed ? tokens : 0), work.generated);
  return { asked, shown, followed, taken, handling, tasks, work, wasted, wanted };
};

/**
 * Questions given up while their rivals are made, and at once another one, all of which is in the cache: until its first token, less what that takes
 * when nothing was given up, is how long the engine went on.
 */
globalThis.giveUp = async ({ text, count }) => {
  const next = async () => {
    const begun = performance.now();
    await completer.fill({ prefix: 'const a = ', suffix: '' }, { maxTokens: 1 });
    return performance.now() - begun;
  };
  await next();
  const alone = [];
  for (let i = 0; i < count; i++) alone.push(await next());
  const after = [];
  const lines = [...text.matchAll(/^.*[(=.] ?/gm)].map(({ index, 0: line }) => index + line.length);
  for (let i = 0; after.length < count; i++) {
    const caret = lines[i % lines.length] - (i >= lines.length ? 1 : 0);
    const giveUp = new AbortController();
    let begun;
    const question = completer.complete(
      { prefix: text.slice(0, caret), suffix: text.slice(text.indexOf('\n', caret)), path: 'src/basket.js', threshold: 0, alternatives: 5 },
      { signal: giveUp.signal, onPartial: () => (begun ??= setTimeout(() => giveUp.abort(), 20 + 7 * (i % 12))) },
    );
    const answered = await question.then(
      () => true,
      () => false,
    );
    clearTimeout(begun);
    if (!answered) after.push(await next());
    if (i > 20 * count) throw new Error('no question was given up in time');
  }
  return { alone, after };
};

const difference = (before, after) => Object.fromEntries(Object.keys(after).map((name) => [name, after[name] - before[name]]));
globalThis.close_ = () => completer.destroy();
document.body.dataset.ready = 'yes';
