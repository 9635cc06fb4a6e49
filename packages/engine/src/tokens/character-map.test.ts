import { describe, expect, it } from 'vitest';
import { characterMap } from './character-map.case.js';
import { CharacterMap } from './character-map.js';

const rules = { ﬁ: 'fi', 'e\u0301': '\u00e9', '\u0001': '', '\u00a0': ' ', '🙂': ':)', '\ufffd': '?', e: 'E', '…': '...' };

function apply(map: CharacterMap, text: string): string {
  let out = '';
  for (let i = 0; i < text.length; ) {
    const found = map.find(text, i, text.length);
    const character = String.fromCodePoint(text.codePointAt(i) as number);
    out += found ?? character;
    i += found === undefined ? character.length : map.length;
  }
  return out;
}

describe('CharacterMap', () => {
  const map = new CharacterMap(characterMap(rules));

  it('replaces the longest sequence there is a rule for', () => {
    expect(apply(map, 'ﬁn e\u0301 e\u0300 e…')).toBe('fin \u00e9 E\u0300 E...');
    expect(apply(map, 'a\u0001b\u00a0c🙂🙃')).toBe('ab c:)🙃');
    expect(apply(map, '')).toBe('');
  });

  it('takes a lone surrogate for U+FFFD', () => {
    expect(apply(map, 'a\ud83db\ude42')).toBe('a?b?');
  });

  it('looks no further than it may', () => {
    expect(map.find('e\u0301', 0, 1)).toBe('E');
    expect(map.find('e\u0301', 0, 2)).toBe('\u00e9');
  });

  it('knows whether a rule goes over a space', () => {
    const apart = (more: Record<string, string>) => new CharacterMap(characterMap({ ...rules, ...more })).keepsSpacesApart;
    expect(apart({})).toBe(true);
    expect(apart({ ' ': '_' })).toBe(true);
    expect(apart({ ' \u0301': '\u00b4' })).toBe(false);
    expect(apart({ 'a b': 'ab' })).toBe(false);
    expect(apart({ '\u00e9 ': 'e' })).toBe(false);
  });

  const changed = (change: (blob: Uint8Array, view: DataView) => unknown) => {
    const blob = characterMap(rules);
    const bytes = change(blob, new DataView(blob.buffer));
    return () => new CharacterMap(bytes instanceof Uint8Array ? bytes : blob);
  };
  it.each<[string, (blob: Uint8Array, view: DataView) => unknown]>([
    ['no bytes', () => new Uint8Array(0)],
    ['three bytes', (blob) => blob.slice(0, 3)],
    ['a trie of no bytes', (_, view) => view.setUint32(0, 0, true)],
    ['a trie of five bytes', (_, view) => view.setUint32(0, 5, true)],
    ['a trie beyond the end', (blob, view) => view.setUint32(0, blob.length, true)],
    ['no replacements', (blob, view) => blob.slice(0, 4 + view.getUint32(0, true))],
    ['a replacement without an end', (blob) => blob.slice(0, -1)],
  ])('refuses %s', (_, change) => {
    expect(changed(change)).toThrow(expect.objectContaining({ name: 'SaguimError', code: 'bad-file' }));
  });

  it('refuses a replacement that is longer than any', () => {
    expect(() => new CharacterMap(characterMap({ a: 'b'.repeat(257) }))).toThrow(expect.objectContaining({ code: 'bad-file' }));
    expect(new CharacterMap(characterMap({ a: 'b'.repeat(256) })).find('a', 0, 1)).toHaveLength(256);
  });

  it('ends in a trie that leads back to itself', () => {
    // Every unit is the child of the one before it by the same byte, without an end.
    const units = Uint32Array.from({ length: 256 }, (_, i) => (((i ^ (i + 1) ^ 0x61) << 10) | 0x61) >>> 0);
    units[255] = (((255 ^ 1 ^ 0x61) << 10) | 0x61) >>> 0;
    const blob = new Uint8Array(4 + 1024 + 1);
    new DataView(blob.buffer).setUint32(0, 1024, true);
    blob.set(new Uint8Array(units.buffer), 4);
    expect(new CharacterMap(blob).find('a'.repeat(1_000_000), 0, 1_000_000)).toBeUndefined();
  });
});
