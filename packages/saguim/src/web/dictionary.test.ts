import { describe, expect, it } from 'vitest';
import { covers, toDictionary, toEnum, toLanguages, toSequence, toSignal } from './dictionary.js';

describe('conversions of Web IDL', () => {
  it('take nothing for an empty dictionary, and refuse what is none', () => {
    expect(toDictionary(undefined, 'options')).toEqual({});
    expect(toDictionary(null, 'options')).toEqual({});
    expect(() => toDictionary(7 as never, 'options')).toThrowError(TypeError);
  });

  it('take signals, lists and names, and nothing else', () => {
    const { signal } = new AbortController();
    expect(toSignal(signal)).toBe(signal);
    expect(toSignal(undefined)).toBeUndefined();
    expect(() => toSignal({ aborted: false })).toThrowError(TypeError);
    expect(toSequence(new Set([1]), 'list')).toEqual([1]);
    expect(() => toSequence('text', 'list')).toThrowError(TypeError);
    expect(toEnum('a', ['a', 'b'], 'letter')).toBe('a');
    expect(() => toEnum('c', ['a', 'b'], 'letter')).toThrowError(TypeError);
  });

  it('canonicalise languages, and find the one that covers another', () => {
    expect(toLanguages(['EN', 'en', 'pt-br'], 'languages')).toEqual(['en', 'pt-BR']);
    expect(() => toLanguages(['en-abc-invalid'], 'languages')).toThrowError(RangeError);
    expect(covers(['en'], 'en-US')).toBe(true);
    expect(covers(['en'], 'unk')).toBe(false);
    expect(covers(['en-US'], 'en')).toBe(false);
  });
});
