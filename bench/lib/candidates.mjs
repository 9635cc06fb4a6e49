import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './options.mjs';

const version = (name) => JSON.parse(readFileSync(at(`node_modules/${name}/package.json`), 'utf8')).version;
const needsOnnx = (file) => (options) =>
  existsSync(join(options.onnx, 'smollm2/onnx', file)) || `no ${join(options.onnx, 'smollm2/onnx', file)} (README.md says how to make it)`;
const needsBuild = () => existsSync(at('../packages/saguim/dist/browser/saguim.js')) || 'packages/ are not built (npm run build)';
const ours = JSON.parse(readFileSync(at('../packages/saguim/package.json'), 'utf8')).version;

/** `here(options)` is true, or says why the candidate cannot run. */
export const candidates = [
  {
    id: 'saguim',
    title: `Saguim ${ours}`,
    ours: true,
    place: 'page',
    address: '/bench/pages/saguim.html',
    rows: ['main', 'chat', 'parallel'],
    here: needsBuild,
  },
  {
    id: 'saguim-guessing',
    title: `Saguim ${ours} as it comes, guessing ahead`,
    ours: true,
    place: 'page',
    address: '/bench/pages/saguim.html?speculate',
    rows: ['main'],
    here: needsBuild,
  },
  {
    id: 'transformers-q8',
    title: `Transformers.js ${version('@huggingface/transformers')}, 8 bit`,
    place: 'page',
    address: '/bench/pages/transformers.html?dtype=q8',
    rows: ['main', 'chat'],
    here: needsOnnx('model_quantized.onnx'),
  },
  {
    id: 'transformers-q4',
    title: `Transformers.js ${version('@huggingface/transformers')}, 4 bit`,
    place: 'page',
    address: '/bench/pages/transformers.html?dtype=q4',
    rows: ['main'],
    here: needsOnnx('model_q4.onnx'),
  },
  {
    id: 'wllama',
    title: `wllama ${version('@wllama/wllama')}`,
    place: 'page',
    address: '/bench/pages/wllama.html',
    rows: ['main', 'chat'],
    here: () => true,
  },
  {
    id: 'saguim-node',
    title: `Saguim ${ours}, Node ${process.versions.node}`,
    ours: true,
    place: 'node',
    rows: ['main', 'chat', 'parallel'],
    here: needsBuild,
  },
  {
    id: 'node-llama-cpp',
    title: `node-llama-cpp ${version('node-llama-cpp')}, native`,
    place: 'node',
    rows: ['main', 'chat', 'parallel'],
    here: () => true,
  },
];

export const settings = {
  isolated: { title: 'Chromium, several threads (isolated page)', place: 'page', isolated: true },
  plain: { title: 'Chromium, one thread (page not isolated)', place: 'page', isolated: false, threads: 1 },
  node: { title: 'Node, several threads', place: 'node' },
  node1: { title: 'Node, one thread', place: 'node', threads: 1 },
};
