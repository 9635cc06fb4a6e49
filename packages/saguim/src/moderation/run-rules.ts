import { type FoldedWord, foldedPhrase, foldedWords } from './fold.js';
import { findLinks, isUnder } from './links.js';
import type { CheckContext } from './moderator-options.js';
import type { Piece } from './pieces.js';
import type { LinksRule, Policy, PolicyRule, RateRule, RepeatsRule, WordsRule } from './policy.js';
import { PartList, type WordHit, WordList } from './word-list.js';

/** A text as rules read it. */
export interface RuleText {
  readonly text: string;
  /** The text without its disguises, where that differs, and where its parts were in the text. */
  readonly reading?: { readonly text: string; toOriginal(start: number, end: number): readonly [start: number, end: number] };
  readonly language: string;
  readonly section?: string;
  readonly context?: CheckContext;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A rule that applied, and where in the text as typed. A rule about people has no place. */
export interface RuleHit {
  readonly rule: Exclude<PolicyRule, { kind: 'allow' }>;
  readonly spans: readonly (Piece & { readonly disguised: boolean })[];
}

interface PreparedWords {
  readonly rule: WordsRule;
  readonly list: WordList | PartList;
  readonly near?: WordList;
  readonly notNear?: WordList;
}

const mostSpans = 100;
const defaultWithin = 5;

/** The rules of a policy, made ready once. */
export class PolicyRules {
  readonly #rules: readonly PolicyRule[];
  readonly #words = new Map<PolicyRule, PreparedWords>();
  readonly #allowed: readonly { readonly rule: PolicyRule; readonly list: WordList }[];

  constructor({ rules = [] }: Pick<Policy, 'rules'>) {
    this.#rules = rules;
    for (const rule of rules) {
      if (rule.kind !== 'words') continue;
      this.#words.set(rule, {
        rule,
        list: rule.match === 'part' ? new PartList(rule.words) : new WordList(rule.words),
        near: rule.near && new WordList(rule.near),
        notNear: rule.notNear && new WordList(rule.notNear),
      });
    }
    this.#allowed = rules.flatMap((rule) => (rule.kind === 'allow' ? [{ rule, list: new WordList(rule.words) }] : []));
  }

  /** Parts of a text that the policy allows whatever they say. @param words of the text, where they are there already */
  allowed(text: string, where: Pick<RuleText, 'language' | 'section'>, words?: readonly FoldedWord[]): Piece[] {
    const lists = this.#allowed.filter(({ rule }) => applies(rule, where));
    if (lists.length === 0) return [];
    const all = words ?? foldedWords(text);
    return lists.flatMap(({ list }) => list.find(all));
  }

  /** What applies to a text. @returns in the order of the policy */
  run(given: RuleText): RuleHit[] {
    const { text, reading } = given;
    const rules = this.#rules.filter((rule) => applies(rule, given));
    const usesWords = rules.some(({ kind }) => kind === 'words' || kind === 'repeats');
    const words = usesWords ? this.#wordsOf(text, given) : [];
    const plainWords = usesWords && reading ? this.#wordsOf(reading.text, given) : [];
    const links = rules.some(({ kind }) => kind === 'links') ? findLinks(text) : [];
    const hits: RuleHit[] = [];
    for (const rule of rules) {
      if (rule.kind === 'allow') continue;
      let spans: (Piece & { disguised: boolean })[] | undefined;
      if (rule.kind === 'words') {
        const prepared = this.#words.get(rule)!;
        const found = findWords(prepared, words).map(({ start, end }) => ({ start, end, disguised: false }));
        const plain = findWords(prepared, plainWords).map(({ start, end }) => {
          const [from, to] = reading!.toOriginal(start, end);
          return { start: from, end: to, disguised: true };
        });
        // A word that was found as typed is not found again in the plain reading.
        spans = [...found, ...plain.filter((one) => !found.some((other) => one.start < other.end && other.start < one.end))];
        if (spans.length === 0) spans = undefined;
      } else if (rule.kind === 'links') spans = tooManyLinks(rule, links);
      else if (rule.kind === 'repeats') spans = repeats(rule, given, words);
      else spans = isTooFast(rule, given) ? [] : undefined;
      if (spans) hits.push({ rule, spans: spans.slice(0, mostSpans) });
    }
    return hits;
  }

  /** Words of a text without those that are allowed. */
  #wordsOf(text: string, where: RuleText): FoldedWord[] {
    const words = foldedWords(text);
    const allowed = this.allowed(text, where, words);
    return allowed.length === 0 ? words : words.filter(({ start }) => !allowed.some((one) => start >= one.start && start < one.end));
  }
}

function applies({ sections, languages }: PolicyRule, { section, language }: Pick<RuleText, 'language' | 'section'>): boolean {
  if (sections && !(section !== undefined && sections.includes(section))) return false;
  return !languages || languages.some((one) => one === language || one.startsWith(`${language}-`) || language.startsWith(`${one}-`));
}

function findWords({ rule, list, near, notNear }: PreparedWords, words: readonly FoldedWord[]): WordHit[] {
  const hits = list.find(words);
  if (hits.length === 0 || (!near && !notNear)) return hits;
  const { within = defaultWithin } = rule;
  const wanted = near?.find(words);
  const unwanted = notNear?.find(words);
  const isClose = (hit: WordHit) => (other: WordHit) => other.first - hit.last <= within && hit.first - other.last <= within;
  return hits.filter((hit) => (!wanted || wanted.some(isClose(hit))) && !unwanted?.some(isClose(hit)));
}

function tooManyLinks({ most, allow, deny }: LinksRule, links: ReturnType<typeof findLinks>) {
  const counted = links.filter(({ host }) => !allow || !isUnder(host, allow));
  const denied = deny ? counted.filter(({ host }) => isUnder(host, deny)) : [];
  const wrong = most !== undefined ? (counted.length > most ? counted : denied) : deny ? denied : counted;
  return wrong.length === 0 ? undefined : wrong.map(({ start, end }) => ({ start, end, disguised: false }));
}

function repeats({ characters, words: most, comments }: RepeatsRule, { text, context }: RuleText, words: readonly FoldedWord[]) {
  const spans: (Piece & { disguised: boolean })[] = [];
  if (characters !== undefined) {
    for (const { index, 0: run } of text.matchAll(new RegExp(`(\\S)\\1{${characters},}`, 'gu'))) {
      spans.push({ start: index, end: index + run.length, disguised: false });
    }
  }
  if (most !== undefined) {
    for (let first = 0; first < words.length; ) {
      let after = first + 1;
      while (after < words.length && words[after]!.word === words[first]!.word) after++;
      if (after - first > most) spans.push({ start: words[first]!.start, end: words[after - 1]!.end, disguised: false });
      first = after;
    }
  }
  if (comments !== undefined && context?.recent) {
    const phrase = foldedPhrase(text);
    if (phrase !== '' && context.recent.filter((one) => foldedPhrase(one.text) === phrase).length > comments) {
      spans.push({ start: 0, end: text.length, disguised: false });
    }
  }
  return spans.length === 0 ? undefined : spans;
}

function isTooFast({ most, seconds }: RateRule, { context, now }: RuleText): boolean {
  const after = now - seconds * 1000;
  const recent = context?.recent?.filter(({ time }) => time !== undefined && time > after && time <= now).length ?? 0;
  return recent + 1 > most;
}
