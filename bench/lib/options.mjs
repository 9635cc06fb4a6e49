import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const help = `usage: npm run bench -- [options]

  --only A,B         candidates: saguim, saguim-guessing, transformers-q8, transformers-q4, wllama, saguim-node, node-llama-cpp
  --setting A,B      isolated (threads, isolated page), plain (one thread, page not isolated), node (threads), node1 (one thread)
  --browser-only     the same as --setting isolated,plain
  --rows A,B         main (prefill, decode, load, memory, download), chat, parallel, probe
  --runs N           rounds; in each the candidates run one after the other (5)
  --threads N        threads where several are allowed; otherwise two, peers at the better of one and two
  --generated N      tokens generated after the prompt of 385 (64)
  --onnx DIR         ONNX files for Transformers.js, see README.md (bench/onnx, or the variable SAGUIM_BENCH_ONNX)
  --model FILE       the GGUF file (the bundled SmolLM2-135M-Instruct)
  --chromium PATH    the browser (the variable CHROMIUM, or /usr/bin/chromium)
  --json FILE        where the figures go; the table goes beside it as .md (bench/results/latest.json)
  --append           keep the figures that FILE holds and add to them
  --report           measure nothing; write the table of FILE again
`;

const list = (value) => value?.split(',').filter(Boolean);
const natural = (name, value) => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number of at least 1, not "${value}"`);
  return number;
};
const among = (name, values, known) => {
  for (const value of values) if (!known.includes(value)) throw new Error(`--${name}: "${value}" is none of ${known.join(', ')}`);
  return values;
};

export const readOptions = (argv, { candidates, settings, rows }) => {
  const string = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const { values } = parseArgs({
    args: argv,
    options: {
      only: string,
      setting: string,
      rows: string,
      onnx: string,
      model: string,
      chromium: string,
      json: string,
      threads: string,
      runs: { type: 'string', default: '5' },
      generated: { type: 'string', default: '64' },
      'browser-only': flag,
      append: flag,
      report: flag,
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    only: among('only', list(values.only) ?? candidates, candidates),
    settings: among('setting', list(values.setting) ?? (values['browser-only'] ? ['isolated', 'plain'] : settings), settings),
    rows: among('rows', list(values.rows) ?? rows, rows),
    runs: natural('runs', values.runs),
    generated: natural('generated', values.generated),
    threads: values.threads === undefined ? undefined : natural('threads', values.threads),
    onnx: values.onnx ?? process.env.SAGUIM_BENCH_ONNX ?? at('onnx'),
    model: values.model ?? at('../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf'),
    chromium: values.chromium ?? process.env.CHROMIUM ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined),
    json: values.json ?? at('results/latest.json'),
    append: values.append,
    report: values.report,
  };
};
