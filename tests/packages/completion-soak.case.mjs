// A process of its own: types ten thousand keys, and tells what it held after each two thousand.
import { fileURLToPath } from 'node:url';
import { configured } from '../../packages/saguim/dist/hub/index.js';
import { CodeCompleter } from '../../packages/saguim/dist/index.js';
import { openModel } from '../../packages/saguim/dist/web/open-model.js';

// A model of some size is waited for less often, and has the threads that people get.
const [given = 'golden/tiny/qwen2-f32.gguf', keys = 10_000, waits = 4] = process.argv.slice(2);
const model = fileURLToPath(new URL(given, new URL('../', import.meta.url)));
const settings = waits > 4 ? { contextLength: 2048 } : { threads: 1, contextLength: 512, cacheLength: 2048 };
const completer = await CodeCompleter.create({ model, ...settings, threshold: 0 });
const handle = await openModel({ model, configuration: configured(settings) });
const files = [{ path: 'other.js', text: 'export function total(items) {\n  return items.length;\n}\n', opened: 1 }];
const errors = [];
const onError = (error) => void errors.push(String(error));
const session = completer.session({ path: 'main.js', language: 'javascript', files: () => files, delay: 0, maxLines: 3, onError });

// Timers of the library hold no process.
setInterval(() => {}, 1000);
let seed = 7;
const random = (below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
const words = ['const total = items.', 'map((item) => item', ');\n', 'if (a) {\n  ', '}\n', 'return total(', '// the sum\n', '日本 😀 '];
let text = 'const items = [1, 2, 3];\n';
let caret = text.length;
let typing = '';
const tell = () => session.update({ before: text.slice(0, caret), after: text.slice(caret) });
const idle = async () => {
  while (session.state !== 'idle') await new Promise((resolve) => session.addEventListener('state', resolve, { once: true }));
};
const insert = (piece) => {
  text = text.slice(0, caret) + piece + text.slice(caret);
  caret += piece.length;
};

/** What is held once nothing runs. */
async function held() {
  await idle();
  // What is made ahead ends first: another caret gives it up.
  session.dismiss();
  let stats;
  do stats = await handle.call('stats', {});
  while (stats.running + stats.waiting > 0);
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heapUsed, external, pages: stats.pages, memory: stats.memory };
}

const counts = { accepted: 0, dismissed: 0, jumped: 0, asked: 0 };
const all = [];
for (let key = 1; key <= keys; key++) {
  const what = random(100);
  if (what < 4 && session.suggestion) {
    const taken = session.accept(['all', 'word', 'line'][random(3)]);
    if (taken) insert(taken.text);
    counts.accepted++;
  } else if (what < 6) {
    session.dismiss();
    counts.dismissed++;
  } else if (what < 8) {
    caret = random(text.length + 1);
    counts.jumped++;
  } else if (what < 12 && caret > 0) {
    text = text.slice(0, caret - 1) + text.slice(caret);
    caret--;
  } else {
    if (typing === '') typing = words[random(words.length)];
    const [sign] = typing;
    insert(sign);
    typing = typing.slice(sign.length);
  }
  if (what === 99) session.next();
  // A text that somebody works on stays of a size.
  if (text.length > 20_000) {
    text = text.slice(-4000);
    caret = Math.min(caret, text.length);
  }
  tell();
  if (random(waits) === 0) {
    await idle();
    counts.asked++;
  } else if (random(3) === 0) await new Promise((resolve) => setImmediate(resolve));
  if (key % (keys / 5) === 0) {
    all.push({ key, ...(await held()) });
    process.stderr.write(`${key} keys\n`);
  }
}
const { work } = completer;
session.close();
completer.destroy();
handle.release();
process.stdout.write(`${JSON.stringify({ all, work, counts, errors: [...new Set(errors)] })}\n`);
process.exit(0);
