// Documents, vectors and queries that look like real ones and are the same every time; runs in pages too.

export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Words by Zipf's law, as in real texts: a few are everywhere, most are rare. */
const syllables = 'ba ce di fo gu la me ni po ru sa te vi xo zu bra cle dri flo gru'.split(' ');
const word = (rank) => {
  let text = '';
  for (let rest = rank + 20; rest > 0; rest = Math.floor(rest / 20)) text += syllables[rest % 20];
  return text;
};
const vocabulary = 60_000;
const cumulated = new Float64Array(vocabulary);
for (let rank = 0, sum = 0; rank < vocabulary; rank++) cumulated[rank] = sum += 1 / (rank + 8);
function anyWord(random) {
  const wanted = random() * cumulated[vocabulary - 1];
  let low = 0;
  let high = vocabulary - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulated[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return word(low);
}
export const text = (random, words) => Array.from({ length: words }, () => anyWord(random)).join(' ');

/** Vectors around a few hundred centres, as those of real texts are. */
export function vectors(random, number, dimensions) {
  const all = new Float32Array(number * dimensions);
  for (let at = 0; at < number; at++) {
    const centre = randomNumbers(1 + Math.floor(random() * 300));
    let square = 0;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const value = centre() - 0.5 + (random() - 0.5) * 1.5;
      all[at * dimensions + dimension] = value;
      square += value * value;
    }
    for (let dimension = 0; dimension < dimensions; dimension++) all[at * dimensions + dimension] /= Math.sqrt(square);
  }
  return all;
}

const warmUp = 50;

export function makeQueries(number, dimensions) {
  const random = randomNumbers(99);
  return Array.from({ length: number + warmUp }, () => ({ text: text(random, 4), vector: vectors(random, 1, dimensions) }));
}

/** Milliseconds of `search(query, mode)`, the first few left out. */
export async function timeModes(queries, search) {
  const times = {};
  for (const mode of ['hybrid', 'vectors', 'words']) {
    const taken = [];
    for (const [at, query] of queries.entries()) {
      const start = performance.now();
      await search(query, mode);
      if (at >= warmUp) taken.push(performance.now() - start);
    }
    taken.sort((a, b) => a - b);
    times[mode] = { p50: taken[taken.length >> 1], p99: taken[Math.floor(taken.length * 0.99)] };
  }
  return times;
}
