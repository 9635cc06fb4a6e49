// A moderator in a page: milliseconds of one comment after the other, on the page's own clock.
import { Moderator } from '/packages/saguim/dist/browser/saguim.js';

const bytesOf = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());

globalThis.run = async ({ model, threads, comments }) => {
  const folder = `/models/${model}`;
  const file = new File([await (await fetch(`${folder}/${model}.gguf`)).blob()], `${model}.gguf`);
  const heads = { moderation: await bytesOf(`${folder}/moderation.head`), sentiment: await bytesOf(`${folder}/sentiment.head`) };
  const begin = performance.now();
  const moderator = await Moderator.create({ model: file, heads, threads });
  const [first, ...rest] = comments;
  await moderator.check(first);
  const load = performance.now() - begin;
  const times = [];
  for (const text of rest) {
    const start = performance.now();
    const { scores } = await moderator.check(text);
    times.push(performance.now() - start);
    if (!(scores.toxicity >= 0)) throw moderator.failure ?? new Error('a comment was not judged');
  }
  moderator.destroy();
  return { load, times, isolated: globalThis.crossOriginIsolated };
};
document.body.dataset.ready = 'yes';
