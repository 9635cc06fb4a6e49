import { ChatTemplate, Conversation, encodeChat, loadTokenizer, renderChat } from '@saguim/engine';
import { describe, expect, it } from 'vitest';
import { byteTokenizer, byteVocabulary, metadataOf } from '../../packages/engine/dist/tokens/byte-vocabulary.case.js';
import { assistant, FAMILIES, tokenizers, user } from './templates-families.case.mjs';

describe('start tokens', () => {
  it('come once, whether the template writes them or not', () => {
    const tokenizer = loadTokenizer(metadataOf({ ...byteVocabulary(['<s>', '</s>']), add_bos_token: true }));
    for (const source of ['a', '{{ bos_token }}a']) expect(renderChat(source, tokenizer, { messages: [] }).ids).toEqual([256, 97]);
    expect(encodeChat(tokenizer, ['a'], { continues: 'control' })).toEqual([97]);
  });
});

it('a template takes what is not there for nothing, as Jinja does', () => {
  const source =
    '[{{ nothing | trim }}{{ nothing | upper }}{{ nothing | length }}{% for a, b in nothing | items %}{{ a }}{% endfor %}{{ nothing | list | tojson }}]';
  expect(renderChat(source, tokenizers.qwen3, { messages: [] }).parts.join('')).toBe('[0[]]');
});

describe('Conversation', () => {
  const { source } = FAMILIES.qwen3;
  const tokenizer = tokenizers.qwen3;
  const end = tokenizer.idOf('<|im_end|>');
  const withDefault = `{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nBe kind<|im_end|>\n' }}{% endif %}${FAMILIES.chatml.source.slice('{% for message in messages %}'.length)}`;

  it('notices a template that leaves earlier thinking out, and goes on from what still holds', () => {
    const conversation = new Conversation(new ChatTemplate(source, tokenizer));
    const first = conversation.prompt([user('one')]);
    conversation.answer([...tokenizer.encode('<think>\nhm\n</think>\n\ntwo'), end]);
    const second = conversation.prompt([user('three')]);
    expect(second.rewritten).toBe(true);
    expect(second.kept).toBe(first.ids.length);
    expect(tokenizer.decode(second.ids, { control: true })).toBe(
      '<|im_start|>user\none<|im_end|>\n<|im_start|>assistant\ntwo<|im_end|>\n<|im_start|>user\nthree<|im_end|>\n<|im_start|>assistant\n',
    );
    conversation.answer([...tokenizer.encode('four'), end]);
    expect(conversation.prompt([user('five')]).rewritten).toBe(false);
  });

  it('keeps a system prompt that the template puts in', () => {
    const conversation = new Conversation(new ChatTemplate(withDefault, tokenizer));
    const first = conversation.prompt([user('one')]);
    expect(tokenizer.decode(first.ids)).toContain('Be kind');
    conversation.answer(tokenizer.encode('two'));
    const second = conversation.prompt([user('three')]);
    expect(second).toMatchObject({ rewritten: false, kept: first.ids.length + 3 });
    expect(conversation.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('keeps ids that the tokenizer would not give again', () => {
    const merging = byteTokenizer(['<|im_start|>', '<|im_end|>'], ['a a']);
    const conversation = new Conversation(new ChatTemplate(FAMILIES.chatml.source, merging));
    const first = conversation.prompt([user('one')]);
    const odd = [97, 97, 97, merging.idOf('<|im_end|>')];
    expect(merging.encode('aaa')).not.toEqual(odd.slice(0, 3));
    conversation.answer(odd);
    const second = conversation.prompt([user('two')]);
    expect(second.ids.slice(first.ids.length, first.ids.length + 4)).toEqual(odd);
    expect(second.rewritten).toBe(false);
  });

  it('takes another stop token than the template writes', () => {
    const both = byteTokenizer(['<|endoftext|>', '<|im_end|>', '<|im_start|>']);
    const conversation = new Conversation(new ChatTemplate(FAMILIES.chatml.source, both));
    const first = conversation.prompt([user('one')]);
    conversation.answer([...both.encode('two'), both.idOf('<|endoftext|>')]);
    const second = conversation.prompt([user('three')]);
    expect(second).toMatchObject({ rewritten: false, kept: first.ids.length + 3 });
    expect(second.ids).not.toContain(both.idOf('<|endoftext|>'));
  });

  it('keeps the blanks of an answer that the template trims', () => {
    const llama = tokenizers.llama3;
    const conversation = new Conversation(new ChatTemplate(FAMILIES.llama3.source, llama));
    const first = conversation.prompt([user('one')]);
    const answer = [...llama.encode(' two \n'), llama.idOf('<|eot_id|>')];
    conversation.answer(answer);
    const second = conversation.prompt([user('three')]);
    expect(second).toMatchObject({ rewritten: false, kept: first.ids.length + answer.length });
  });

  it('goes back, again and elsewhere', () => {
    const conversation = new Conversation(new ChatTemplate(FAMILIES.chatml.source, tokenizers.chatml));
    const stop = tokenizers.chatml.idOf('<|im_end|>');
    const answer = (text) => [...tokenizers.chatml.encode(text), stop];
    const first = conversation.prompt([user('one')]);
    conversation.answer(answer('two'));
    const second = conversation.prompt([user('three')]);
    const other = conversation.clone();
    conversation.answer(answer('four'));
    // The clone has its own future.
    expect(other.messages).toHaveLength(3);
    other.answer(answer('five'));
    expect(other.messages[3].content).toBe('five');
    // The last question again, with the same prompt.
    conversation.rewind(3);
    expect(conversation.prompt([])).toMatchObject({ ids: second.ids, rewritten: false });
    // Another question after the first answer.
    conversation.rewind(2);
    expect(conversation.ids).toEqual([...first.ids, ...answer('two')]);
    expect(conversation.prompt([user('else')])).toMatchObject({ rewritten: false, kept: first.ids.length + 4 });
    // Another first question.
    conversation.rewind(0);
    expect(conversation.prompt([user('new')])).toMatchObject({ kept: 0, rewritten: false });
    expect(() => conversation.rewind(9)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    conversation.answer([]);
    expect(() => conversation.answer([])).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it('stays as it was when a template refuses a message', () => {
    const conversation = new Conversation(new ChatTemplate(FAMILIES.mistral.source, tokenizers.mistral));
    conversation.prompt([user('one')]);
    conversation.answer(tokenizers.mistral.encode(' two'));
    const before = conversation.ids;
    expect(() => conversation.prompt([assistant('no')])).toThrow('roles must take turns');
    expect(conversation.messages).toHaveLength(2);
    expect(conversation.ids).toEqual(before);
    expect(conversation.prompt([user('three')]).rewritten).toBe(false);
  });

  it('tells when an answer stands otherwise in the messages than it was generated', () => {
    const conversation = new Conversation(new ChatTemplate(FAMILIES.chatml.source, tokenizers.chatml));
    const first = conversation.prompt([user('one')]);
    conversation.answer(tokenizers.chatml.encode('generated'), assistant('edited'));
    const second = conversation.prompt([user('two')]);
    expect(second).toMatchObject({ rewritten: true, kept: first.ids.length });
    expect(tokenizers.chatml.decode(second.ids)).toContain('edited');
  });
});
