// The goals that the engine was built for, each against the peer it is measured by. `measured` gets ways to read the results and gives a number.
const file = 98.362432e6;

/** `of` gives what a goal reads: medians and paired ratios of the samples, or undefined while something is missing. */
export const goals = [
  { what: 'decode ÷ Transformers.js 8 bit', least: 8, measured: (of) => of.ratio('decode', 'isolated:saguim', 'isolated:transformers-q8') },
  { what: 'decode ÷ wllama', least: 15, measured: (of) => of.ratio('decode', 'isolated:saguim', 'isolated:wllama') },
  { what: '… as it comes, guessing ahead', least: 15, measured: (of) => of.ratio('decode', 'isolated:saguim-guessing', 'isolated:wllama') },
  { what: 'decode ÷ node-llama-cpp native', least: 3, measured: (of) => of.ratio('decode', 'isolated:saguim', 'node:node-llama-cpp') },
  {
    what: 'decode ÷ what the bandwidth probe allows',
    least: 0.5,
    measured: (of) => of.value('decode', 'isolated:saguim') / of.probe('page', 2),
  },
  {
    what: 'prefill ÷ Transformers.js 8 bit',
    least: 4,
    measured: (of) => of.ratio('prefill', 'isolated:saguim', 'isolated:transformers-q8'),
  },
  { what: 'prefill ÷ wllama', least: 15, measured: (of) => of.ratio('prefill', 'isolated:saguim', 'isolated:wllama') },
  { what: 'prefill ÷ node-llama-cpp native', least: 1.3, measured: (of) => of.ratio('prefill', 'isolated:saguim', 'node:node-llama-cpp') },
  {
    what: 'one thread: decode ÷ Transformers.js 8 bit',
    least: 5,
    measured: (of) => of.ratio('decode', 'plain:saguim', 'plain:transformers-q8'),
  },
  {
    what: 'one thread: prefill ÷ Transformers.js 8 bit',
    least: 3.5,
    measured: (of) => of.ratio('prefill', 'plain:saguim', 'plain:transformers-q8'),
  },
  {
    what: 'first token of the 10th turn: Transformers.js ÷ ours',
    least: 30,
    measured: (of) => of.ratio('turn10', 'isolated:transformers-q8', 'isolated:saguim'),
  },
  {
    what: 'first token of the 10th turn: wllama ÷ ours',
    least: 8,
    measured: (of) => of.ratio('turn10', 'isolated:wllama', 'isolated:saguim'),
  },
  {
    what: 'first token: slowest ÷ fastest of turns 2 to 10',
    most: 1.5,
    measured: (of) => of.value('turnSpread', 'isolated:saguim'),
  },
  {
    what: 'load: best peer in a page ÷ ours',
    least: 3,
    measured: (of) => of.best('load', 'isolated', ['transformers-q8', 'wllama']) / of.value('load', 'isolated:saguim'),
  },
  {
    what: 'peak memory over an empty page’s ÷ (1.35 × the file + 40 MB)',
    most: 1,
    measured: (of) => of.value('memory', 'isolated:saguim') / (1.35 * file + 40e6),
  },
  {
    what: '8 conversations at once ÷ one',
    least: 1.25,
    measured: (of) => of.ratio('together', 'isolated:saguim', 'isolated:saguim', 'one'),
  },
  { what: 'engine download, kB gzip', most: 150, measured: (of) => of.value('download', 'isolated:saguim') / 1000 },
  { what: 'longest task on the main thread, ms', most: 50, measured: (of) => of.value('longestTask', 'isolated:saguim') },
];
