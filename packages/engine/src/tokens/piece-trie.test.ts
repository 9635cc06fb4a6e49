import { describe, expect, it } from 'vitest';
import { PieceTrie } from './piece-trie.js';

function find(trie: PieceTrie, root: number, text: string): number {
  let node = root;
  for (let i = 0; i < text.length && node >= 0; i++) node = trie.step(node, text.charCodeAt(i));
  return node < 0 ? -1 : trie.token(node);
}

describe('PieceTrie', () => {
  it('finds what was added, by its root', () => {
    const trie = new PieceTrie(2);
    trie.add(0, 'casa', 0, 1);
    trie.add(0, 'casaco', 0, 2);
    trie.add(1, '##sa', 2, 3);
    trie.add(0, '🙂', 0, 4);
    expect(['casa', 'casaco', 'cas', 'sa', '🙂', 'casas', ''].map((text) => find(trie, 0, text))).toEqual([1, 2, -1, -1, 4, -1, -1]);
    expect(['sa', 'casa'].map((text) => find(trie, 1, text))).toEqual([3, -1]);
  });

  it('gives the later of two tokens with one spelling', () => {
    const trie = new PieceTrie();
    trie.add(0, 'a', 0, 1);
    trie.add(0, 'a', 0, 2);
    expect(find(trie, 0, 'a')).toBe(2);
  });

  it('holds many', () => {
    const trie = new PieceTrie();
    const spell = (i: number) => (i * 2_654_435_761).toString(36);
    for (let i = 0; i < 20_000; i++) trie.add(0, spell(i), 0, i);
    for (let i = 0; i < 20_000; i++) expect(find(trie, 0, spell(i))).toBe(i);
    expect(find(trie, 0, spell(20_001))).toBe(-1);
  });
});
