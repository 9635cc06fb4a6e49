// The globals of the polyfill's script in a real browser, with the real model: in a page that is isolated (threads) and in one that is not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSite } from './lib/site.mjs';
import { launchAnyBrowser, openWatched } from './lib/watched-page.mjs';

let browser;

beforeAll(async () => {
  browser = await launchAnyBrowser();
});
afterAll(() => browser?.close());

describe.each([true, false])('the polyfill in a page (isolated: %s)', (isolated) => {
  let site;
  let context;
  let opened;

  beforeAll(async () => {
    site = await startSite({ isolated });
    context = await browser.newContext();
    opened = await openWatched(context, `${site.url}polyfill.html`);
  });
  afterAll(async () => {
    await context?.close();
    await site?.close();
  });

  it('is there before other scripts, and says what its model can do', async () => {
    const outcome = await opened.page.evaluate(async () => {
      saguimPolyfill.installPolyfill({ force: true });
      return {
        availability: await LanguageModel.availability(),
        unknown: await LanguageModel.availability({ expectedInputs: [{ type: 'text', languages: ['unk'] }] }),
        images: await LanguageModel.availability({ expectedInputs: [{ type: 'image' }] }),
        quota: typeof QuotaExceededError,
        tools: typeof LanguageModelToolSuccess,
        params: 'params' in LanguageModel,
      };
    });
    expect(outcome).toEqual({
      availability: 'downloadable',
      unknown: 'unavailable',
      images: 'unavailable',
      quota: 'function',
      tools: 'function',
      params: false,
    });
  });

  it('downloads, answers, streams, clones, aborts and ends', async () => {
    const outcome = await opened.page.evaluate(async () => {
      saguimPolyfill.installPolyfill({ force: true, activation: false, saguim: { sampling: { temperature: 0 } } });
      const told = [];
      const session = await LanguageModel.create({
        monitor: (target) => target.addEventListener('downloadprogress', ({ loaded }) => told.push(loaded)),
      });
      const question = 'What is the capital city of France? Answer in English.';
      const measured = await session.measureContextUsage(question);
      const answer = await session.prompt(question);
      const { contextUsage } = session;
      let streamed = '';
      const reader = session.promptStreaming('Say it again.').getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) streamed += next.value;
      const copy = await session.clone();
      const controller = new AbortController();
      const pending = session.prompt('Tell me a long story.', { signal: controller.signal }).catch((error) => error);
      controller.abort();
      const aborted = await pending;
      session.destroy();
      const destroyed = await session.prompt('x').catch((error) => error.name);
      return {
        first: told[0],
        last: told.at(-1),
        rising: told.every((loaded, i) => i === 0 || loaded > told[i - 1]),
        answer,
        used: contextUsage > measured,
        streamed: streamed.includes('Paris'),
        same: aborted === controller.signal.reason,
        copied: copy.contextUsage > contextUsage,
        destroyed,
        backend: copy.saguim.model.backend,
      };
    });
    expect(outcome).toEqual({
      first: 0,
      last: 1,
      rising: true,
      answer: 'The capital city of France is Paris.',
      used: true,
      streamed: true,
      same: true,
      copied: true,
      destroyed: 'InvalidStateError',
      backend: 'wasm',
    });
  });

  it('gives a window of its own origin errors and promises of its classes, also when it is gone', async () => {
    const outcome = await opened.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const inner = frame.contentWindow;
      saguimPolyfill.installPolyfill({ target: inner, force: true });
      const { LanguageModel: Inner, DOMException: InnerException, Promise: InnerPromise, TypeError: InnerTypeError } = inner;
      const there = Inner.availability({ expectedInputs: [{ type: 'soup' }] });
      const malformed = await there.catch((error) => error);
      frame.remove();
      // Firefox settles nothing that was derived from a promise of a window that is gone.
      const gone = await new Promise((resolve) => Inner.availability().then(resolve, resolve));
      return {
        promise: there instanceof InnerPromise,
        malformed: malformed.constructor === InnerTypeError,
        gone: gone.name,
        exception: gone.constructor === InnerException,
      };
    });
    expect(outcome).toEqual({ promise: true, malformed: true, gone: 'InvalidStateError', exception: true });
  });

  it('asks nothing of anybody else and breaks no policy', () => {
    expect(opened.problems).toEqual([]);
  });
});
