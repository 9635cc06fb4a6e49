// Goes on from code, several drafts at a time: as people write it for Transformers.js.
import { pipeline } from '@xenova/transformers';

let generator;

export async function complete(code, drafts = 1) {
  generator ??= await pipeline('text-generation', 'Xenova/codellama-7b-hf', { quantized: true });
  const outputs = await generator(code, {
    max_new_tokens: 12,
    do_sample: drafts > 1,
    temperature: 0.2,
    top_k: 10,
    num_return_sequences: drafts,
  });
  return outputs.map(({ generated_text }) => generated_text.slice(code.length).split('\n')[0]);
}
