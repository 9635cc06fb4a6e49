import { auditStore, CommentSystem, IndexedDbCommentStore } from '../../../packages/saguim/dist/comments/index.js';
import { moderatingCases } from '../../../packages/saguim/dist/comments/moderating.case.js';
import { WordJudge } from '../../../packages/saguim/dist/comments/word-judge.case.js';
import { writingCases } from '../../../packages/saguim/dist/comments/writing.case.js';

let databases = 0;

async function makeStore() {
  let skew = 0;
  const name = `case-${++databases}`;
  const store = new IndexedDbCommentStore(name, { now: () => Date.now() + skew });
  return {
    store,
    advance: (milliseconds) => {
      skew += milliseconds;
    },
    end: async () => {
      await store.close();
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = resolve;
        request.onerror = reject;
      });
    },
  };
}

let store;
let system;
const seen = [];

window.comments = {
  seen,
  /** Runs every case; tells what failed. */
  async runAll() {
    const results = [];
    for (const { name, run } of [...writingCases, ...moderatingCases]) {
      const error = await run(makeStore).then(
        () => undefined,
        (thrown) => String(thrown.stack ?? thrown),
      );
      results.push({ name, error });
    }
    return results;
  },
  async open(name) {
    store = new IndexedDbCommentStore(name);
    system = await CommentSystem.open({ store, moderator: new WordJudge(), limits: { submit: { most: 0, seconds: 1 } } });
  },
  watch: () =>
    system.as({ role: 'reader' }).watch('article', (change) => seen.push(change.comment?.text), { signal: new AbortController().signal }),
  say: (text) => system.as({ id: 'ana', name: 'Ana', role: 'writer' }).submit({ page: 'article', text, key: crypto.randomUUID() }),
  /** One after the other, until there is nothing left. */
  async claimAll(name) {
    const moderator = system.as({ id: name, name, role: 'moderator' });
    const decided = [];
    for (;;) {
      const [item] = await moderator.claim();
      if (!item) return decided;
      await moderator.decide(item.id, { action: 'reject', version: item.version });
      decided.push(item.id);
    }
  },
  texts: async () => (await system.as({ role: 'reader' }).thread('article')).entries.map(({ comment }) => comment.text),
  audit: () => auditStore(store),
};
