// Templates in the manner of every family, tools included: what Jinja makes of conversations, as transformers sets it up (models/recipes/chat-templates).
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { byteTokenizer } from '../../packages/engine/dist/tokens/byte-vocabulary.case.js';
import { ChatTemplate } from '../../packages/engine/dist/tokens/index.js';

const read = (name) => readFileSync(new URL(`./templates/${name}`, import.meta.url), 'utf8');
const { date, conversations, rendered } = JSON.parse(read('expected.json'));

/** Spellings of control tokens, by the template's family. */
const CHATML = ['<|im_start|>', '<|im_end|>'];
const CONTROL = {
  gemma: ['<start_of_turn>', '<end_of_turn>'],
  granite: ['<|start_of_role|>', '<|end_of_role|>', '<|end_of_text|>', '<|tool_call|>'],
  llama2: [],
  llama3: ['<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'],
  mistral: ['[INST]', '[/INST]', '[AVAILABLE_TOOLS]', '[/AVAILABLE_TOOLS]', '[TOOL_CALLS]', '[TOOL_RESULTS]', '[/TOOL_RESULTS]'],
  olmo2: [],
  phi3: ['<|system|>', '<|user|>', '<|assistant|>', '<|end|>'],
  'phi4-mini': ['<|system|>', '<|user|>', '<|assistant|>', '<|end|>', '<|tool|>', '<|/tool|>', '<|tool_call|>', '<|/tool_call|>', '<|tool_response|>'],
  qwen2: CHATML,
  qwen3: CHATML,
  smollm2: CHATML,
  smollm3: CHATML,
  stablelm: [],
  starcoder2: [],
};

/** A vocabulary of bytes whose texts begin with <s> and end with </s>. */
function tokenizerOf(family) {
  const tokenizer = byteTokenizer(['<s>', '</s>', ...CONTROL[family]]);
  return Object.assign(tokenizer, { sequenceStart: tokenizer.idOf('<s>'), endToken: tokenizer.idOf('</s>') });
}

it('every template has its control tokens here, and every one is rendered', () => {
  const files = readdirSync(new URL('./templates/', import.meta.url)).filter((name) => name.endsWith('.jinja'));
  expect(files.map((name) => name.replace('.jinja', '')).sort()).toEqual(Object.keys(CONTROL).sort());
  expect(Object.keys(rendered).sort()).toEqual(Object.keys(CONTROL).sort());
});

describe.each(Object.keys(CONTROL))('%s', (family) => {
  const tokenizer = tokenizerOf(family);
  const template = new ChatTemplate(read(`${family}.jinja`).replace(/\n$/, ''), tokenizer);

  it.each(Object.keys(conversations))('%s', (name) => {
    const { messages, tools, add_generation_prompt: addGenerationPrompt, ...variables } = conversations[name];
    const render = () => template.render({ messages, tools, addGenerationPrompt, variables, now: new Date(`${date}T00:00:00`) });
    const expected = rendered[family][name];
    if (expected === null) {
      expect(render).toThrow(expect.objectContaining({ code: 'bad-template' }));
      return;
    }
    const { parts, ids } = render();
    expect(parts.map((part) => (typeof part === 'number' ? tokenizer.piece(part) : part)).join('')).toBe(expected);
    // Every control token of the template is one, and no text of these conversations spells one.
    for (const spelling of ['<s>', '</s>', ...CONTROL[family]]) {
      const id = tokenizer.idOf(spelling);
      expect(ids.filter((each) => each === id).length, spelling).toBe(expected.split(spelling).length - 1);
    }
  });
});
