import { SaguimError } from '@saguim/engine/spec';
import { at, compact, toList, toName, toNumber, toObject, toOneOf, toRecord, toText, toTexts, wrong } from './check-value.js';
import { labelNames } from './labels.js';
import {
  type LabelThresholds,
  messageLanguages,
  type Policy,
  type PolicyCategory,
  type PolicyMessages,
  type PolicyPart,
  type PolicyRule,
  ruleKinds,
  type Thresholds,
} from './policy.js';

const most = { rules: 200, words: 10_000, word: 200, categories: 50, examples: 1000, text: 2000, message: 1000, sections: 200 };
const policyKeys = ['format', 'id', 'version', 'labels', 'languages', 'sections', 'rules', 'categories', 'messages', 'onFailure'];

/**
 * A policy that comes from anywhere: an object, or the text of a JSON file. What it gives is a copy of plain data.
 * @throws {SaguimError} `invalid-argument` naming the place, such as `labels.toxicity.review`: wrong types, names that there are not, what
 * contradicts itself
 */
export function checkPolicy(value: unknown): Policy {
  const given = toObject(typeof value === 'string' ? parse(value) : value, 'policy', policyKeys);
  if (given.format !== 1)
    throw wrong(`The format is ${JSON.stringify(given.format) ?? 'missing'}`, 'format', 'This version reads format 1.');
  const categories = given.categories === undefined ? undefined : readCategories(given.categories);
  const labels = [...labelNames, ...(categories ?? []).map(({ name }) => name)];
  const readLabels = (labelled: unknown, where: string) => readThresholds(labelled, where, labels);
  const readPart = (part: unknown, where: string): PolicyPart => {
    const { labels: own } = toObject(part, where, ['labels']);
    return compact({ labels: own === undefined ? undefined : readLabels(own, at(where, 'labels')) });
  };
  if (given.labels === undefined) throw wrong('The policy has no labels', 'labels', 'Such as "labels": { "toxicity": { "review": 0.5 } }.');
  const rules = given.rules === undefined ? undefined : readRules(given.rules, labels);
  return compact<Policy>({
    format: 1,
    id: toName(given.id, 'id'),
    version: toNumber(given.version, 'version', 1, Number.MAX_SAFE_INTEGER, true),
    labels: readLabels(given.labels, 'labels'),
    languages:
      given.languages === undefined
        ? undefined
        : toRecord(given.languages, 'languages', (part, where, key) => {
            if (key !== 'other') toLanguage(key, where);
            return readPart(part, where);
          }),
    sections: given.sections === undefined ? undefined : toRecord(given.sections, 'sections', readPart, most.sections),
    rules,
    categories,
    messages: given.messages === undefined ? undefined : readMessages(given.messages, labels.concat(rules?.map(({ id }) => id) ?? [])),
    onFailure: given.onFailure === undefined ? undefined : toOneOf(given.onFailure, 'onFailure', ['hold', 'publish'] as const),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SaguimError('invalid-argument', 'The policy is no JSON', { where: 'policy', hint: (cause as Error).message, cause });
  }
}

function readThresholds(value: unknown, where: string, labels: readonly string[]): LabelThresholds {
  return toRecord(value, where, (one, place, label): Thresholds => {
    if (!labels.includes(label)) throw wrong(`There is no label "${label}"`, place, `There are: ${labels.join(', ')}; or add a category.`);
    const given = toObject(one, place, ['review', 'block']);
    const read = (key: 'review' | 'block') =>
      given[key] === undefined ? undefined : toNumber(given[key], at(place, key), Number.MIN_VALUE, 1);
    const thresholds = compact({ review: read('review'), block: read('block') });
    if (thresholds.review !== undefined && thresholds.block !== undefined && thresholds.block < thresholds.review) {
      throw wrong(
        `\`block\` (${thresholds.block}) is below \`review\` (${thresholds.review})`,
        place,
        'What is blocked must be worse than what is reviewed.',
      );
    }
    return thresholds;
  });
}

function toLanguage(value: unknown, where: string): string {
  try {
    return Intl.getCanonicalLocales(toText(value, where, 35))[0]!;
  } catch (error) {
    if (error instanceof SaguimError) throw error;
    throw wrong(`"${value}" is no language`, where, 'Give a tag such as "en" or "pt".');
  }
}

const common = ['id', 'kind', 'action', 'label', 'sections', 'languages', 'message'];
const ownKeys = {
  words: ['words', 'match', 'near', 'notNear', 'within'],
  links: ['most', 'allow', 'deny'],
  repeats: ['characters', 'words', 'comments'],
  rate: ['most', 'seconds'],
  allow: ['words'],
} as const satisfies Record<PolicyRule['kind'], readonly string[]>;

function readRules(value: unknown, labels: readonly string[]): PolicyRule[] {
  const rules = toList(value, 'rules', most.rules).map((one, i) => readRule(one, `rules[${i}]`, labels));
  for (const [i, { id }] of rules.entries()) {
    if (rules.findIndex((rule) => rule.id === id) !== i)
      throw wrong(`The rule "${id}" is there twice`, `rules[${i}].id`, 'Give each its own id.');
    if (labels.includes(id))
      throw wrong(`The rule "${id}" is named as a label is`, `rules[${i}].id`, 'Give it an id of its own, and the label as "label".');
  }
  return rules;
}

function readRule(value: unknown, where: string, labels: readonly string[]): PolicyRule {
  const kind = toOneOf(toObject(value, where).kind, at(where, 'kind'), ruleKinds);
  const silent = kind === 'allow';
  const given = toObject(value, where, [
    ...(silent ? common.filter((key) => !['action', 'label', 'message'].includes(key)) : common),
    ...ownKeys[kind],
  ]);
  const place = (key: string) => at(where, key);
  const optional = <T>(key: string, read: (one: unknown, where: string) => T): T | undefined =>
    given[key] === undefined ? undefined : read(given[key], place(key));
  const words = (one: unknown, at: string) => {
    const all = toTexts(one, at, most.words, most.word);
    if (all.length === 0) throw wrong('There are no words', at, 'Write at least one, or leave it out.');
    const silentWord = all.findIndex((word) => !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
    if (silentWord >= 0) throw wrong('This is no word', `${at}[${silentWord}]`, 'Write letters, digits or emoji.');
    return all;
  };
  const count = (low: number, high: number) => (one: unknown, at: string) => toNumber(one, at, low, high, true);
  const hosts = (one: unknown, at: string) => toTexts(one, at, most.words, 253).map((host, i) => toHost(host, `${at}[${i}]`));
  const base = {
    id: toName(given.id, place('id')),
    sections: optional('sections', (one, at) => toList(one, at, most.sections).map((name, i) => toName(name, `${at}[${i}]`))),
    languages: optional('languages', (one, at) => toList(one, at, 100).map((tag, i) => toLanguage(tag, `${at}[${i}]`))),
  };
  if (kind === 'allow') return compact({ kind, ...base, words: words(given.words, place('words')) });
  const loud = {
    ...base,
    action: toOneOf(given.action, place('action'), ['review', 'block'] as const),
    label: optional('label', (one, at) => {
      const label = toName(one, at);
      if (!labels.includes(label)) throw wrong(`There is no label "${label}"`, at, `There are: ${labels.join(', ')}; or add a category.`);
      return label;
    }),
    message: optional('message', (one, at) => {
      toObject(one, at, messageLanguages);
      return toRecord(one, at, (text, place) => toText(text, place, most.message));
    }),
  };
  switch (kind) {
    case 'words':
      return compact({
        kind,
        ...loud,
        words: words(given.words, place('words')),
        match: optional('match', (one, at) => toOneOf(one, at, ['word', 'part'] as const)),
        near: optional('near', words),
        notNear: optional('notNear', words),
        within: optional('within', count(1, 1000)),
      });
    case 'links': {
      const rule = compact({
        kind,
        ...loud,
        most: optional('most', count(0, 1000)),
        allow: optional('allow', hosts),
        deny: optional('deny', hosts),
      });
      if (!rule.most && rule.most !== 0 && !rule.allow && !rule.deny)
        throw wrong('The rule asks for nothing', where, 'Give "most", "allow" or "deny".');
      const both = rule.allow?.find((host) => rule.deny?.includes(host));
      if (both !== undefined) throw wrong(`"${both}" is allowed and denied`, where, 'Leave it out of one of the lists.');
      return rule;
    }
    case 'repeats': {
      const own = {
        characters: optional('characters', count(2, 1000)),
        words: optional('words', count(1, 1000)),
        comments: optional('comments', count(0, 1000)),
      };
      if (Object.values(own).every((one) => one === undefined))
        throw wrong('The rule asks for nothing', where, 'Give "characters", "words" or "comments".');
      return compact({ kind, ...loud, ...own });
    }
    case 'rate':
      return {
        kind,
        ...compact(loud),
        most: toNumber(given.most, place('most'), 1, 10_000, true),
        seconds: toNumber(given.seconds, place('seconds'), 1, 31_536_000),
      };
  }
}

function toHost(value: string, where: string): string {
  try {
    const { hostname, href } = new URL(`http://${value}`);
    if (hostname !== '' && href === `http://${hostname}/`) return hostname;
  } catch {
    // Told below.
  }
  throw wrong(`"${value}" is no host`, where, 'Give it as "example.org", without "https://" and path.');
}

function readCategories(value: unknown): PolicyCategory[] {
  const keys = ['name', 'description', 'examples', 'counterExamples', 'anyOf', 'noneOf'];
  const categories = toList(value, 'categories', most.categories).map((one, i): PolicyCategory => {
    const where = `categories[${i}]`;
    const given = toObject(one, where, keys);
    const optional = <T>(key: string, read: (one: unknown, where: string) => T): T | undefined =>
      given[key] === undefined ? undefined : read(given[key], at(where, key));
    const texts = (list: unknown, at: string) => toTexts(list, at, most.examples, most.text);
    const names = (list: unknown, at: string) => {
      const all = toList(list, at, 100).map((name, k) => toName(name, `${at}[${k}]`));
      if (all.length === 0) throw wrong('There are no labels', at, 'Name at least one, or leave it out.');
      return all;
    };
    return compact({
      name: toName(given.name, at(where, 'name')),
      description: toText(given.description, at(where, 'description'), most.text),
      examples: optional('examples', texts),
      counterExamples: optional('counterExamples', texts),
      anyOf: optional('anyOf', names),
      noneOf: optional('noneOf', names),
    });
  });
  const judged = new Set<string>(labelNames);
  for (const [i, { name, anyOf, noneOf }] of categories.entries()) {
    if ((labelNames as readonly string[]).includes(name))
      throw wrong(`The label "${name}" comes along`, `categories[${i}].name`, 'Choose another name.');
    if (categories.findIndex((other) => other.name === name) !== i)
      throw wrong(`The category "${name}" is there twice`, `categories[${i}].name`, 'Name it once.');
    if (!anyOf && !noneOf) judged.add(name);
  }
  // Made of what is judged or was made before it: never of itself, in no circle.
  for (const [i, category] of categories.entries()) checkMade(category, `categories[${i}]`, judged);
  return categories;
}

function checkMade({ name, anyOf, noneOf, examples, counterExamples }: PolicyCategory, where: string, known: Set<string>): void {
  const shared = counterExamples?.find((text) => examples?.includes(text));
  if (shared !== undefined)
    throw wrong('A text is example and counter-example', where, `Leave out one: ${JSON.stringify(shared.slice(0, 60))}.`);
  if (!anyOf && !noneOf) return;
  if (anyOf && noneOf) throw wrong(`"${name}" has anyOf and noneOf`, where, 'Give one of them.');
  if (examples || counterExamples)
    throw wrong(`"${name}" is made of other labels, and has examples`, where, 'Leave out the examples, or the labels.');
  const list = anyOf ? 'anyOf' : 'noneOf';
  for (const [k, label] of (anyOf ?? noneOf)!.entries()) {
    if (!known.has(label))
      throw wrong(`There is no label "${label}" before this`, `${where}.${list}[${k}]`, `There are: ${[...known].join(', ')}.`);
  }
  known.add(name);
}

function readMessages(value: unknown, labels: readonly string[]): Policy['messages'] {
  const given = toObject(value, 'messages', messageLanguages);
  return toRecord(given, 'messages', (one, where): PolicyMessages => {
    const words = toObject(one, where, ['review', 'block', 'error', 'labels']);
    const text = (key: string) => (words[key] === undefined ? undefined : toText(words[key], at(where, key), most.message));
    const byLabel =
      words.labels === undefined
        ? undefined
        : toRecord(words.labels, at(where, 'labels'), (message, place, label) => {
            if (!labels.includes(label)) throw wrong(`There is no label "${label}"`, place, `There are: ${labels.join(', ')}.`);
            return toText(message, place, most.message);
          });
    return compact({ review: text('review'), block: text('block'), error: text('error'), labels: byLabel });
  });
}
