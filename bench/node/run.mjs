// One candidate measured in a process of its own. usage: node run.mjs CANDIDATE MODEL < job.json > result.json
import { readFileSync } from 'node:fs';
import { peakBytes } from '../lib/memory.mjs';
import { measure } from '../pages/measure.js';

const [candidate, model] = process.argv.slice(2);
const job = JSON.parse(readFileSync(0, 'utf8'));
const prompts = JSON.parse(readFileSync(new URL('../prompts.json', import.meta.url), 'utf8'));
const { adapter: open } = await import(candidate === 'node-llama-cpp' ? './llama.mjs' : './saguim.mjs');
const emptyBytes = peakBytes(process.pid);
const adapter = open(model);
const result = await measure(adapter, { ...job, prompts });
process.stdout.write(JSON.stringify({ ...result, memory: { peak: peakBytes(process.pid), empty: emptyBytes } }));
await adapter.close?.();
