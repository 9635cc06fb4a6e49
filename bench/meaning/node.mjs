// One candidate measured in a process of its own. usage: node node.mjs CANDIDATE < job.json > result.json
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.js';

const job = JSON.parse(readFileSync(0, 'utf8'));
const models = (model) => fileURLToPath(new URL(`../../models/${model}.gguf`, import.meta.url));
const open = {
  saguim: async () => {
    const { saguim } = await import('./saguim-adapter.js');
    return saguim(await import('../../packages/saguim/dist/index.js'), async (model) => models(model));
  },
  onnxruntime: async () => (await import('./onnxruntime.mjs')).adapter(job.onnx),
};
const adapter = await open[process.argv[2]]();
process.stdout.write(JSON.stringify(await measure(adapter, job)));
process.exit(0);
