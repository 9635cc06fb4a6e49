import { describe, expect, it } from 'vitest';
import { keyOf } from './model-key.js';
import { checkPath, nameFor, parseReference } from './reference.js';

describe('parseReference', () => {
  it.each([
    ['hf:Qwen/Qwen2.5-0.5B-Instruct-GGUF/q4.gguf', { repository: 'Qwen/Qwen2.5-0.5B-Instruct-GGUF', revision: 'main', path: 'q4.gguf' }],
    ['hf:a/b@v1/sub/q4.gguf', { repository: 'a/b', revision: 'v1', path: 'sub/q4.gguf', source: 'hf:a/b@v1/sub/q4.gguf' }],
    ['hf:a/b:Q4_K_M', { repository: 'a/b', quantization: 'Q4_K_M', path: undefined }],
    ['hf:a/b', { repository: 'a/b', path: undefined, source: 'hf:a/b' }],
    ['https://huggingface.co/a/b/blob/main/x.gguf', { kind: 'hf', source: 'hf:a/b/x.gguf' }],
    ['https://huggingface.co/a/b/resolve/main/x.gguf?download=true', { kind: 'hf', source: 'hf:a/b/x.gguf' }],
    ['https://huggingface.co/a/b/tree/main', { kind: 'hf', source: 'hf:a/b' }],
    ['https://example.org/x.gguf#part', { kind: 'address', url: 'https://example.org/x.gguf' }],
    ['qwen2.5-0.5b', { kind: 'name', name: 'qwen2.5-0.5b' }],
  ])('reads %s', (text, expected) => expect(parseReference(text)).toMatchObject(expected));

  it.each([
    'hf:',
    'hf:alone',
    'hf:a/../x.gguf',
    'hf:a/b/../../etc/passwd',
    'hf:a/b@../x.gguf',
    'hf:a/b@%zz/x.gguf',
    'hf:a/b/.hidden',
    'hf:a/b/x.gguf.part',
    'hf:a/b/model.json',
    'hf:a/b/con.gguf',
    'hf:a/b//x',
    'https://user:secret@example.org/x.gguf',
    'https://',
    'two words',
    '../up',
    '',
  ])('refuses %j', (text) => expect(() => parseReference(text)).toThrowError(expect.objectContaining({ code: 'invalid-argument' })));

  it('never says a password again', () => {
    expect(() => parseReference('https://user:secret@example.org/x.gguf')).toThrowError(/^(?!.*secret)/);
  });
});

describe('checkPath', () => {
  it.each(['x.gguf', '1_Pooling/config.json', 'a/b c (1)/x+y.gguf'])('takes %s', (path) => expect(checkPath(path)).toBe(path));
  it.each(['..', 'a/..', '/x', 'a\\b', 'x.', 'x ', 'nul', 'a/b/c/d/e/f/g/h/i', `${'x'.repeat(200)}`, 'a\u0000b', 'C:x'])(
    'refuses %j',
    (path) => expect(() => checkPath(path)).toThrow(),
  );
});

it('gives every source a folder and a name of its own', () => {
  const all = [
    'hf:a/b/x.gguf',
    'hf:a/b@v2/x.gguf',
    'hf:a/b',
    'hf:A/b',
    'https://example.org/a/b/x.gguf',
    'https://example.org/a-b/x.gguf',
    'x',
  ];
  const keys = all.map((text) => keyOf(parseReference(text).source));
  expect(new Set(keys).size).toBe(all.length);
  for (const key of keys) expect(key).toMatch(/^[\w][\w.-]*$/);
  expect(nameFor(parseReference('hf:Qwen/GGUF/Qwen2.5-0.5B Q4.gguf') as never)).toBe('qwen2.5-0.5b-q4');
  expect(nameFor(parseReference('https://example.org/') as never)).toBe('https://example.org/');
});
