import { expect, it } from 'vitest';
import { en } from '../i18n/en.js';
import { ptBr } from '../i18n/pt-br.js';
import { isAbort, toProblem } from './problem.js';

it('names what went wrong, the reason behind a wrapper included', () => {
  expect(toProblem(Object.assign(new Error('dead'), { code: 'worker-died' })).kind).toBe('worker');
  expect(toProblem(new DOMException('long', 'QuotaExceededError')).kind).toBe('too-long');
  expect(toProblem(new Error('wrapped', { cause: Object.assign(new Error('no room'), { code: 'storage-full' }) })).kind).toBe('storage');
  expect(toProblem('odd')).toEqual({ kind: 'unknown', detail: 'odd' });
  expect(isAbort(new DOMException('', 'AbortError'))).toBe(true);
  expect(isAbort(new Error('other'))).toBe(false);
});

it('has what happened and what to do for each, in both languages', () => {
  for (const catalogue of [en, ptBr]) {
    for (const [what, advice] of Object.values(catalogue.problems)) {
      expect(what).toMatch(/\.$/);
      expect(advice.length).toBeGreaterThan(10);
    }
  }
  expect(Object.keys(ptBr.problems)).toEqual(Object.keys(en.problems));
});
