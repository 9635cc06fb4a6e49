// What is measured of a candidate, the same in a page and in Node. `adapter`: load(job) and embed(texts) → one Float32Array for each text.
const now = () => performance.now();
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** `job`: { texts: { short, long }, threads, model, batch }. Texts a second, and milliseconds of one warm query of 10 tokens. */
export const measure = async (adapter, job) => {
  const begin = now();
  await adapter.load(job);
  const [first] = await adapter.embed(job.texts.short.slice(0, 1));
  const load = now() - begin;
  // Compilers have done their work, and threads have been tried.
  for (let i = 0; i < 3; i++) await adapter.embed(job.texts.short.slice(0, 64));
  await adapter.embed(job.texts.long.slice(0, 32));
  const rate = async (texts) => {
    const rates = [];
    for (let i = 0; i < 3; i++) {
      const start = now();
      await adapter.embed(texts);
      rates.push(texts.length / ((now() - start) / 1000));
    }
    return median(rates);
  };
  const short = await rate(job.texts.short);
  const long = await rate(job.texts.long);
  const times = [];
  for (const text of job.texts.short.slice(0, 60)) {
    const start = now();
    await adapter.embed([text]);
    times.push(now() - start);
  }
  return { load, short, long, query: median(times.slice(10)), first: Array.from(first), versions: await adapter.versions() };
};
