import { readdirSync, readFileSync } from 'node:fs';
import { loadTokenizer, openFile, readGguf, renderChat } from '@saguim/engine';
import { beforeAll, describe, expect, it } from 'vitest';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const reference = read('./reference/tokens.json');
const runs = read('./reference/smollm2.json').runs;
const { texts, vocabularies } = read('./tokens/vocabularies.json');

/** What a GGUF file would say of a vocabulary of the fixture. */
function metadataOf({ model, pre, tokens, types, scores, merges, space_prefix, unknown }) {
  const keys = {
    'tokenizer.ggml.model': model,
    'tokenizer.ggml.pre': pre,
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': types,
    'tokenizer.ggml.scores': scores,
    'tokenizer.ggml.merges': merges,
    'tokenizer.ggml.add_space_prefix': space_prefix,
    'tokenizer.ggml.unknown_token_id': unknown,
  };
  const get = (key) => keys[key];
  return { string: get, number: get, boolean: get, strings: get, numbers: get };
}

describe('SmolLM2', () => {
  let tokenizer;
  let template;

  beforeAll(async () => {
    const folder = new URL('../../models/smollm2-135m-instruct/', import.meta.url);
    const name = readdirSync(folder).find((entry) => entry.endsWith('.gguf'));
    const source = await openFile(new URL(name, folder));
    const { metadata } = await readGguf(source);
    tokenizer = loadTokenizer(metadata);
    template = metadata.string('tokenizer.chat_template');
    await source.close();
  });

  it('gives the reference ids for every text', () => {
    expect(reference.texts).toHaveLength(549);
    const different = reference.texts.filter((text, i) => tokenizer.encode(text).join() !== reference.smollm2[i].join());
    expect(different).toEqual([]);
  });

  it('decodes what it encodes, but for the control characters that its vocabulary lacks', () => {
    const absent = Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte)).filter((byte) => tokenizer.encode(byte).length === 0);
    expect(absent).toEqual(['\x04', '\x06', '\x13', '\x14', '\x16', '\x1d']);
    const spelled = (text) => [...text].filter((character) => !absent.includes(character)).join('');
    const different = reference.texts.filter((text) => tokenizer.decode(tokenizer.encode(text)) !== spelled(text));
    expect(different).toEqual([]);
  });

  it('renders the reference prompts', () => {
    for (const { messages, prompt, prompt_ids } of runs) {
      const ids = messages ? renderChat(template, tokenizer, { messages }).ids : tokenizer.encode(prompt);
      expect(ids).toEqual(prompt_ids);
      expect(tokenizer.decode(prompt_ids, { control: true })).toBe(prompt);
    }
  });

  it('knows where an answer ends', () => {
    expect([...tokenizer.stopTokens].map((id) => tokenizer.piece(id)).sort()).toEqual(['<|endoftext|>', '<|im_end|>']);
    expect(tokenizer.startToken).toBeUndefined();
  });
});

describe.each(Object.entries(vocabularies))('%s', (_name, vocabulary) => {
  const tokenizer = loadTokenizer(metadataOf(vocabulary));

  it('gives the ids of the native library', () => {
    const different = texts.filter((text, i) => tokenizer.encode(text).join() !== vocabulary.ids[i].join());
    expect(different).toEqual([]);
  });

  it('decodes what it encodes', () => {
    const different = texts.filter((text) => tokenizer.decode(tokenizer.encode(text)) !== text);
    expect(different).toEqual([]);
  });
});
