import { labelNames } from 'saguim';
import type { ParsedExample } from '../classify/parse-examples.js';
import type { LabelledComment } from './policy-record.js';

const harmless = new Set(
  `0 false no n none ok safe harmless ham neutral normal clean good allow allowed acceptable appropriate fine not-toxic non-toxic nontoxic not-hate
   not-spam nao falso nenhum seguro inofensivo neutro limpo bom permitir permitido aceitavel adequado nao-toxico nao-ofensivo`.split(/\s+/),
);
const harmful = new Set([
  ...labelNames,
  ...`1 true yes y toxic harmful unsafe bad hate hateful offensive abusive abuse block blocked review flag flagged reject rejected inappropriate
   sim s verdadeiro toxico nocivo inseguro ruim odio ofensivo abusivo abuso bloquear bloqueado revisar sinalizado rejeitado inadequado insulto
   ameaca obsceno`.split(/\s+/),
]);

const fold = (label: string) =>
  label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .trim()
    .replace(/[\s_]+/g, '-');

/** Whether a label means that a comment is harmful: words of both languages, labels of ours, shares and votes (from a half on). Undefined: it says neither. */
export function isHarmful(label: string): boolean | undefined {
  const word = fold(label);
  if (harmless.has(word)) return false;
  if (harmful.has(word)) return true;
  const number = Number(word.replace(',', '.'));
  return word !== '' && Number.isFinite(number) && number >= 0 ? number >= 0.5 : undefined;
}

/** Comments whose label can be told apart; how many could not. */
export function toLabelledComments(examples: readonly ParsedExample[]): { comments: LabelledComment[]; unclear: number } {
  const comments = examples.flatMap(({ text, label }): LabelledComment[] => {
    const is = isHarmful(label);
    return is === undefined ? [] : [{ text, label, harmful: is }];
  });
  return { comments, unclear: examples.length - comments.length };
}
