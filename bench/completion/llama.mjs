// node-llama-cpp's completion after each keystroke of the recording, in this process: JSON in (argument), JSON out.
import { getLlama, LlamaCompletion } from 'node-llama-cpp';
import { longText, oneByOne } from './typist.js';

const { model: modelPath, threads, text, events, lines, characters } = JSON.parse(process.argv[2]);
const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads: 0 });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 4096, threads });
const sequence = context.getSequence();
const completion = new LlamaCompletion({ contextSequence: sequence });
const infill = completion.infillSupported;

const answers = await oneByOne(lines ? longText(text, lines) : text, events, async ({ before, after }, jumped) => {
  const prefix = before.slice(-characters);
  const suffix = after.slice(0, characters / 3);
  const meter = sequence.tokenMeter.getState();
  const start = performance.now();
  const options = { maxTokens: jumped ? 1 : 64, temperature: 0, customStopTriggers: ['\n'] };
  if (infill) await completion.generateInfillCompletion(prefix, suffix, options);
  else await completion.generateCompletion(prefix, options);
  const ms = performance.now() - start;
  const { usedInputTokens, usedOutputTokens } = sequence.tokenMeter.diff(meter);
  return { source: 'model', ms, shown: true, usage: { evaluated: usedInputTokens, generated: usedOutputTokens } };
});
await llama.dispose();
process.stdout.write(JSON.stringify({ answers, infill, version: llama.llamaCppRelease.release }));
process.exit(0);
