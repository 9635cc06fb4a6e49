// One engine for all tabs of an origin, in real tabs: opened, hidden, frozen, reloaded, crashed and closed in mid-answer.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchRealTabs } from './lib/real-tabs.mjs';
import { startSite } from './lib/site.mjs';
import { openWatched } from './lib/watched-page.mjs';

const size = 98_362_432;
const question = 'What is the capital city of France? Answer in English.';
const answer = 'The capital city of France is Paris.';

/** Hidden pages paint nothing: they are looked at by the clock. */
const polling = { polling: 50, timeout: 120_000 };

let site;
let tabs;
let open = [];

beforeAll(async () => {
  site = await startSite();
  // The second site's page is of the same origin, without the headers for threads.
  site.intercept = (path, response) => {
    if (path !== '/plain') return false;
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>Plain</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>');
    return true;
  };
  tabs = await launchRealTabs(['--enable-blink-features=ForceEagerMeasureMemory']);
});
afterAll(async () => {
  await tabs?.close();
  await site?.close();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ page }) => page.close()));
});

async function openTab(path = '') {
  const tab = await openWatched(tabs.context, new URL(path, site.url).href);
  await tab.page.waitForFunction(() => window.saguim, undefined, polling);
  open.push(tab);
  return tab.page;
}

const close = async (page) => {
  open = open.filter((tab) => tab.page !== page);
  await page.close();
};

/** A session of the page, which may be a hidden one; `options` as for the library. */
const createSession = (page, options = {}) =>
  page.evaluate(async (saguim) => {
    window.session = await window.saguim.LanguageModel.create({ saguim: { whenHidden: 'go-on', sampling: { temperature: 0 }, ...saguim } });
    return window.session.saguim.model.threads;
  }, options);

const askSession = (page, text = question) => page.evaluate((asked) => window.session.prompt(asked), text);

/** Begins an answer that takes a while; resolves when ten tokens of it have come. */
const beginStory = (page, sampling = { temperature: 0.8, seed: 7 }) =>
  page.evaluate(
    (drawn) =>
      new Promise((resolve, reject) => {
        window.pieces = [];
        const onPiece = ({ text }) => window.pieces.push(text) === 10 && resolve();
        const options = { saguim: { maxTokens: 60, sampling: drawn, onPiece } };
        window.story = window.session.prompt('Tell me a story about a marmoset.', options).then(
          (text) => ({ text, told: window.pieces.join('') }),
          (error) => ({ error: error.cause?.code ?? error.code ?? error.name, message: error.message }),
        );
        window.story.then(({ error }) => error && reject(new Error(error)));
      }),
    sampling,
  );
const endStory = (page) => page.evaluate(() => window.story);

let undisturbedStory;

/** The story as an undisturbed session tells it. */
async function tellStory(page) {
  if (undisturbedStory) return undisturbedStory;
  await createSession(page);
  await beginStory(page);
  undisturbedStory = await endStory(page);
  return undisturbedStory;
}

/** What takes long runs in test:long; a skipped test would count as failed. */
const whereLong = process.env.SAGUIM_LONG === '1' ? it : () => {};
const engines = () => open.map(({ page }) => page.workers().length > 0);
const problems = () => open.flatMap((tab) => tab.problems);

describe('a second tab', () => {
  it('uses the engine of the first one: no second copy of the model, and the same answers', async () => {
    const [first, second] = [await openTab(), await openTab()];
    await createSession(first);
    const before = await second.evaluate(async () => (await performance.measureUserAgentSpecificMemory()).bytes);
    await createSession(second);
    expect(await Promise.all([askSession(first), askSession(second)])).toEqual([answer, answer]);
    const after = await second.evaluate(async () => (await performance.measureUserAgentSpecificMemory()).bytes);
    expect(after - before).toBeLessThan(size / 10);
    expect(engines()).toEqual([true, false]);
    expect(problems()).toEqual([]);
  });

  it('has what the first one computed of the same beginning, its progress, and its aborts', async () => {
    const [first, second] = [await openTab(), await openTab()];
    const prompts = [
      { role: 'system', content: 'You are a ranger in the Atlantic forest and know all marmosets by name. Answer shortly.' },
    ];
    const run = (page) =>
      page.evaluate(async (initialPrompts) => {
        const told = [];
        const monitor = (m) => m.addEventListener('downloadprogress', ({ loaded }) => told.push(loaded));
        const session = await window.saguim.LanguageModel.create({
          initialPrompts,
          monitor,
          saguim: { whenHidden: 'go-on', sampling: { temperature: 0 } },
        });
        await session.prompt('Hello!', { saguim: { maxTokens: 2 } });
        window.session = session;
        return { told, cached: session.saguim.last.usage.cachedTokens };
      }, prompts);
    await run(first);
    const { told, cached } = await run(second);
    expect(told).toEqual([0, 1]);
    expect(cached).toBeGreaterThan(15);
    const aborted = await second.evaluate(async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const options = { signal: controller.signal, saguim: { onPiece: () => controller.abort(reason) } };
      const caught = await window.session.prompt('Tell me a very long story.', options).catch((error) => error);
      return caught === reason;
    });
    expect(aborted).toBe(true);
    await createSession(first);
    expect(await askSession(first)).toBe(answer);
  });

  it("has its own engine where it asks for one: tabs: 'own'", async () => {
    const [first, second] = [await openTab(), await openTab()];
    await createSession(first);
    await createSession(second, { tabs: 'own' });
    expect(await askSession(second)).toBe(answer);
    expect(engines()).toEqual([true, true]);
  });

  it('with threads takes over from an idle one without, which then has threads too', async () => {
    const plain = await openTab('/plain');
    expect(await createSession(plain)).toBe(1);
    const isolated = await openTab();
    expect(await createSession(isolated)).toBeGreaterThan(1);
    expect(await askSession(plain)).toBe(answer);
    await expect.poll(engines).toEqual([false, true]);
  });
});

describe('an answer goes on where it was, when the tab that computes it', () => {
  /** The leader, and a tab that waits for an answer. */
  async function openPair(prepare = () => {}) {
    const [leader, other] = [await openTab(), await openTab()];
    await prepare(leader);
    await other.clock.install();
    await createSession(leader);
    const undisturbed = await tellStory(other);
    await createSession(other);
    expect(engines()).toEqual([true, false]);
    return { leader, other, undisturbed };
  }

  it('is closed', async () => {
    const { leader, other, undisturbed } = await openPair();
    await beginStory(other);
    await close(leader);
    expect(await endStory(other)).toEqual(undisturbed);
    expect(undisturbed.text).toBe(undisturbed.told);
    expect(engines()).toEqual([true]);
  });

  whereLong('is reloaded', async () => {
    const { leader, other, undisturbed } = await openPair();
    await beginStory(other);
    await leader.reload();
    expect(await endStory(other)).toEqual(undisturbed);
    await createSession(leader);
    expect(await askSession(leader)).toBe(answer);
    await expect.poll(engines).toEqual([false, true]);
  });

  it('crashes', async () => {
    const { leader, other, undisturbed } = await openPair();
    await beginStory(other);
    await leader.goto('chrome://crash').catch(() => {});
    expect(await endStory(other)).toEqual(undisturbed);
  });

  it('is frozen by the browser; what it asked itself is answered when it wakes up', async () => {
    const { leader, other, undisturbed } = await openPair();
    await beginStory(other);
    await beginStory(leader);
    const debug = await tabs.context.newCDPSession(leader);
    await debug.send('Page.setWebLifecycleState', { state: 'frozen' });
    expect(await endStory(other)).toEqual(undisturbed);
    await debug.send('Page.setWebLifecycleState', { state: 'active' });
    await leader.bringToFront();
    expect(await endStory(leader)).toEqual(undisturbed);
    await expect.poll(engines).toEqual([false, true]);
  });

  /** Asks where nobody answers, and lets time fly for the page until it runs the engine itself. Between two questions everyone has time to answer. */
  async function beginUnanswered(page) {
    const begun = beginStory(page);
    while (page.workers().length === 0) {
      await page.evaluate(async () => {
        for (let turn = 0; turn < 10; turn++) await navigator.locks.query();
      });
      await page.clock.fastForward(2_500);
    }
    await begun;
  }

  it('is frozen without being told: it is asked some times, and then not waited for', async () => {
    const { leader, other, undisturbed } = await openPair(async (page) => {
      await page.addInitScript(() => document.addEventListener('freeze', (event) => event.stopImmediatePropagation()));
      await page.reload();
    });
    const debug = await tabs.context.newCDPSession(leader);
    await debug.send('Page.setWebLifecycleState', { state: 'frozen' });
    await beginUnanswered(other);
    expect(await endStory(other)).toEqual(undisturbed);
    await debug.send('Page.setWebLifecycleState', { state: 'active' });
    expect(await askSession(leader)).toBe(answer);
    await expect.poll(engines).toEqual([false, true]);
  });

  whereLong('has a worker that hangs, while its page goes on: likewise, after a minute', async () => {
    const { leader, other, undisturbed } = await openPair();
    const worker = leader.workers().find((candidate) => candidate.url().endsWith('engine-worker.js'));
    await worker.evaluate(() => void setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)));
    await beginUnanswered(other);
    expect(await endStory(other)).toEqual(undisturbed);
    expect(await askSession(leader)).toBe(answer);
    await expect.poll(engines).toEqual([false, true]);
  });
});

describe('many tabs', () => {
  whereLong(
    'that are opened, reloaded, frozen and closed at random settle every promise',
    async () => {
      let seed = 11;
      const random = (below) => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
        return Math.floor((seed / 2 ** 32) * below);
      };
      /** Asks again and again until told to stop; every prompt ends in an answer or an error with a code. */
      const keepAsking = (page) =>
        page.evaluate(async () => {
          const { LanguageModel, SemanticEmbedder } = window.saguim;
          window.ended = { answers: 0, errors: [] };
          const attempt = (work) =>
            work().then(
              () => window.ended.answers++,
              (error) => window.ended.errors.push(error.cause?.code ?? error.code ?? error.name),
            );
          const chat = async () => {
            const session = await LanguageModel.create({ saguim: { sampling: { temperature: 1 } } });
            let told = '';
            const text = await session.prompt('Tell me a story.', { saguim: { maxTokens: 40, onPiece: (piece) => (told += piece.text) } });
            session.destroy();
            if (text !== told) throw new Error('told otherwise');
          };
          const embed = async () => (await SemanticEmbedder.create()).embed(['a fig', 'a river']);
          const lane = async (work) => {
            while (!window.enough) await attempt(work);
          };
          window.lanes = Promise.all([lane(chat), lane(chat), lane(embed)]).then(() => window.ended);
        });
      const settled = (page, count) =>
        page.waitForFunction((least) => window.ended.answers + window.ended.errors.length >= least, count, polling);
      let answers = 0;
      const errors = new Set();
      const finish = async (page) => {
        const ended = await page.evaluate(() => {
          window.enough = true;
          return window.lanes;
        });
        answers += ended.answers;
        for (const error of ended.errors) errors.add(error);
      };
      for (let i = 0; i < 3; i++) await keepAsking(await openTab());
      for (let round = 0; round < 40; round++) {
        const { page } = open[random(open.length)];
        await settled(page, random(3));
        const what = random(4);
        if (what === 0) {
          await close(page);
          await keepAsking(await openTab());
        } else if (what === 1) {
          await page.reload();
          await page.waitForFunction(() => window.saguim, undefined, polling);
          await keepAsking(page);
        } else if (what === 2) {
          const debug = await tabs.context.newCDPSession(page);
          await debug.send('Page.setWebLifecycleState', { state: 'frozen' });
          await settled(open.find((tab) => tab.page !== page).page, 1);
          await debug.send('Page.setWebLifecycleState', { state: 'active' });
          await debug.detach();
        } else {
          const worker = page.workers().find((candidate) => candidate.url().endsWith('engine-worker.js'));
          await worker?.evaluate(() => self.close()).catch(() => {});
        }
        await expect.poll(() => engines().filter(Boolean).length).toBeLessThanOrEqual(1);
      }
      await Promise.all(open.map(({ page }) => finish(page)));
      expect(answers).toBeGreaterThan(5);
      // A worker that ends by itself takes the answers of its own page along.
      expect([...errors].filter((error) => error !== 'worker-died')).toEqual([]);
    },
    600_000,
  );

  it('that begin at once have one engine, and one that is left has it', async () => {
    const pages = await Promise.all([openTab(), openTab(), openTab()]);
    await Promise.all(pages.map((page) => createSession(page)));
    expect(await Promise.all(pages.map((page) => askSession(page)))).toEqual(pages.map(() => answer));
    expect(engines().filter(Boolean)).toHaveLength(1);
    const leader = pages[engines().indexOf(true)];
    await close(leader);
    const left = open.map(({ page }) => page);
    expect(await Promise.all(left.map((page) => askSession(page)))).toHaveLength(2);
    expect(engines().filter(Boolean)).toHaveLength(1);
    expect(problems()).toEqual([]);
  });
});

describe('an index', () => {
  it('in memory stays when the tab with the engine is closed; one in files is found again', async () => {
    const [leader, other] = [await openTab(), await openTab()];
    await createSession(leader);
    await other.evaluate(async () => {
      const embedder = {
        ...{ model: 'lengths', fingerprint: 'lengths-1', dimensions: 2, featureDimensions: 2, maxTokens: 1e6 },
        embedTexts: async (texts) => Float32Array.from(texts.flatMap(({ length }) => [length, 1])),
      };
      for (const storage of ['memory', 'files']) {
        const index = await window.saguim.SearchIndex.open('fruits', { embedder, storage });
        await index.add([{ id: 'fig', text: 'A ripe fig.' }]);
        window[storage] = index;
      }
    });
    await close(leader);
    const found = (storage) => other.evaluate(async (name) => (await window[name].search('ripe fig')).hits[0].id, storage);
    expect([await found('memory'), await found('files')]).toEqual(['fig', 'fig']);
    expect(problems()).toEqual([]);
  });
});
