import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CompiledConstraint, ConstraintMask, TokenTrie } from '../../packages/engine/dist/text/constraints/index.js';
import { Random } from '../../packages/engine/dist/text/random.js';

const utf8 = (text) => new TextEncoder().encode(text);
const lines = (name) =>
  readFileSync(new URL(`./json-schema/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

// A small vocabulary with what makes masks hard: single bytes, pieces of words, tokens over the borders of JSON's parts, broken characters.
const pieces = [
  ...'the and name type value true false null id a b c ab abc abcd 0 1 10 12 42 2024 -01 .5 e+ é ção 日本 💩'.split(' '),
  ...[
    '"',
    '":',
    '": ',
    '":"',
    '","',
    '", "',
    '"}',
    '"]',
    '"},',
    '{"',
    '{}',
    '[]',
    '[{',
    '}]',
    '}}',
    '],',
    ':"',
    ': ',
    ', ',
    ',"',
    '\\"',
    '\\n',
    '\\u00',
    ' ',
    '  ',
    '\n',
    '\n  ',
  ],
  'a very long token that is plain',
  '"name":',
  '{"name":"',
];
const vocabulary = [
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...pieces.map(utf8),
  Uint8Array.of(0xe6, 0x97),
  Uint8Array.of(0x82, 0x22),
];
const stop = vocabulary.length;
const trie = new TokenTrie(vocabulary.length + 1, (token) => vocabulary[token] ?? new Uint8Array(0));
const compile = (constraint) => new CompiledConstraint(constraint, trie);
const schemaOf = (schema) => ({ type: 'json-schema', schema });

/** Makes an answer of random tokens among those that are allowed; `look` sees each mask before a token is drawn. */
function generate(compiled, { seed, maxTokens = 120, look = () => {} }) {
  const random = new Random(seed);
  const mask = new ConstraintMask(compiled, { maxTokens, stopTokens: new Set([stop]) });
  const bytes = [];
  for (let taken = 0; taken < maxTokens && !mask.finished; taken++) {
    const logits = new Float32Array(vocabulary.length + 1);
    mask.apply(logits);
    look(logits, mask, bytes);
    const open = [...logits.keys()].filter((token) => logits[token] === 0);
    let token;
    do {
      expect(open.length, `no token may come after ${new TextDecoder().decode(Uint8Array.from(bytes))}`).toBeGreaterThan(0);
      [token] = open.splice(Math.floor(random.next() * open.length), 1);
    } while (mask.refuses(token));
    mask.accept(token);
    if (token === stop) break;
    bytes.push(...vocabulary[token]);
  }
  expect(mask.complete).toBe(true);
  return Uint8Array.from(bytes);
}

const constraints = [
  schemaOf(true),
  schemaOf({
    type: 'object',
    properties: {
      name: { type: 'string' },
      id: { type: 'integer', minimum: -5, maximum: 120 },
      tags: { type: 'array', items: { enum: ['a', 'ab', 'abc'] }, uniqueItems: true },
    },
    required: ['name', 'id'],
    additionalProperties: false,
  }),
  schemaOf({
    type: 'array',
    items: { anyOf: [{ type: 'string', minLength: 2, maxLength: 4 }, { type: 'number', multipleOf: 0.5 }, { const: { a: [null] } }] },
    minItems: 1,
    maxItems: 4,
  }),
  schemaOf({
    type: 'object',
    patternProperties: { '^a': { type: 'boolean' }, b$: { type: 'string', format: 'date' } },
    additionalProperties: false,
    minProperties: 2,
    maxProperties: 3,
  }),
  schemaOf({
    $ref: '#/$defs/n',
    $defs: { n: { type: 'object', properties: { v: { type: 'integer' }, n: { $ref: '#/$defs/n' } }, required: ['v'] } },
  }),
  schemaOf({ type: 'object', propertyNames: { maxLength: 1 }, additionalProperties: { const: 1 }, minProperties: 4 }),
  schemaOf({ type: 'array', items: { type: 'string', pattern: '^.?$' }, uniqueItems: true, minItems: 4 }),
  { type: 'regex', source: '(?:a|ab|[é-💩]{1,3}|\\d+)(?:, ?\\w{2})*', flags: 'u' },
  { type: 'grammar', grammar: 'root ::= item ("," " "? item)*\nitem ::= [a-c]+ | "[" root "]" | "\\"" [^"\\n]{0,5} "\\""' },
  {
    type: 'tagged',
    tags: [
      { begin: '{"name":"', content: { type: 'regex', source: '[ab]{1,3}' }, end: '"}' },
      { begin: 'the', content: schemaOf({ type: 'integer' }), end: '' },
    ],
  },
];

describe('masks of constraints', () => {
  it('let through exactly the tokens that the machine can read', () => {
    for (const [at, constraint] of constraints.entries()) {
      const compiled = compile(constraint);
      for (let seed = 1; seed <= 3; seed++) {
        generate(compiled, {
          seed: seed + 10 * at,
          maxTokens: 40,
          look: (logits, mask, bytes) => {
            // From the start anew, byte by byte, in a machine of its own that keeps nothing.
            if (seed > 1 && bytes.length % 7 !== 0) return;
            const read = (more) => [...bytes, ...more].reduce((frames, byte) => compiled.machine.step(frames, byte), compiled.start);
            const here = read([]);
            const left = 40;
            for (let token = 0; token < vocabulary.length; token++) {
              const possible = vocabulary[token].reduce((frames, byte) => compiled.machine.step(frames, byte), here).length > 0;
              // What is there already is only found out about tokens that were drawn.
              if (logits[token] === 0)
                expect([constraint.type, token, possible || mask.refuses(token)]).toEqual([constraint.type, token, true]);
              else if (bytes.length < left / 4 && possible) {
                // Early on nothing is taken away for want of room but what costs more than there is.
                const cost = Math.min(
                  ...vocabulary[token].reduce((frames, byte) => compiled.machine.step(frames, byte), here).map((frame) => frame.cost),
                );
                expect(cost).toBeGreaterThan(left - bytes.length - 1 - vocabulary[token].length);
              }
            }
            expect(logits[stop] === 0).toBe(compiled.machine.final(here));
          },
        });
      }
    }
  });

  it('make answers that fit, in any budget that is large enough for one', () => {
    for (const [at, constraint] of constraints.entries()) {
      const compiled = compile(constraint);
      for (let maxTokens = 1; maxTokens <= 60; maxTokens += maxTokens < 20 ? 1 : 9) {
        let bytes;
        try {
          bytes = generate(compiled, { seed: 100 + 7 * at + maxTokens, maxTokens });
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid-argument', details: { option: 'maxTokens' } });
          expect(error.details.needed).toBeGreaterThan(maxTokens);
          continue;
        }
        // Free text may end in half a character; all else is text.
        const text = new TextDecoder('utf-8', { fatal: constraint.type !== 'tagged' }).decode(bytes);
        const frames = bytes.reduce((all, byte) => compiled.machine.step(all, byte), compiled.start);
        expect(`${text} ${compiled.machine.final(frames)}`).toBe(`${text} true`);
      }
    }
  });

  it('bound white space', () => {
    const compiled = compile(schemaOf(true));
    const mask = new ConstraintMask(compiled, { maxTokens: 1000, stopTokens: new Set([stop]) });
    for (const token of [...utf8('{\n')]) mask.accept(token);
    let blanks = 0;
    for (; blanks < 200 && !mask.refuses(0x20); blanks++) mask.accept(0x20);
    expect(blanks).toBeLessThan(40);
  });
});

describe('constraints', () => {
  const whole = process.env.SAGUIM_LONG === '1';
  it(`decode 197 of 200 everyday schemas, and refuse the others by name${whole ? '' : ' (every fifth; all in test:long)'}`, {
    timeout: 60_000,
  }, () => {
    const refused = [];
    const all = lines('everyday.jsonl');
    const hard = ['strong password lookahead', 'unique objects', 'unique integers'];
    const schemas = all.filter(([name], i) => whole || i % 5 === 0 || hard.includes(name));
    for (const [name, schema] of schemas) {
      try {
        compile(schemaOf(schema));
      } catch (error) {
        expect(error).toMatchObject({ code: 'unsupported', where: expect.stringMatching(/^#/) });
        refused.push(name);
      }
    }
    expect([all.length, refused]).toEqual([200, hard]);
  });

  const hostile = {
    'a reference to itself': schemaOf({ $ref: '#' }),
    'references in a ring': schemaOf({ $defs: { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' }),
    'a value without end': schemaOf({ properties: { a: { $ref: '#' } }, required: ['a'], type: 'object' }),
    'a document elsewhere': schemaOf({ $ref: 'https://example.com/schema.json' }),
    'a schema in itself': (() => {
      const schema = { type: 'object', properties: {} };
      schema.properties.a = schema;
      return schemaOf(schema);
    })(),
    'nesting without end': schemaOf(JSON.parse(`${'{"items":'.repeat(2000)}true${'}'.repeat(2000)}`)),
    'alternatives of alternatives': schemaOf({
      allOf: Array.from({ length: 30 }, (_, i) => ({ anyOf: [{ required: [`a${i}`] }, { required: [`b${i}`] }] })),
    }),
    'a pattern that grows without end': schemaOf({ pattern: '(a|b)*a.{300}b.{300}' }),
    'repetitions of repetitions': { type: 'regex', source: '((a{1000}){1000}){10}' },
    'a million characters that are counted with a pattern': schemaOf({ pattern: '^[a-z]+$', minLength: 900_000 }),
    'ten thousand names': schemaOf({ properties: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`name${i}`, true])) }),
    'a type that is none': schemaOf({ type: 'soup' }),
    'a rule that begins with itself': { type: 'grammar', grammar: 'root ::= root "a" | "b"' },
    'a rule without end': { type: 'grammar', grammar: 'root ::= "a" root' },
    'a rule that is missing': { type: 'grammar', grammar: 'root ::= other' },
    'nothing at all': {},
  };
  for (const [name, constraint] of Object.entries(hostile)) {
    it(`refuse ${name}`, () => {
      expect(() => compile(constraint)).toThrow(expect.objectContaining({ name: 'SaguimError', code: 'unsupported' }));
    });
  }

  it('take patterns that undo matchers which go back, in little work', () => {
    for (const source of ['^(a+)+$', '^(a|a)*$', '^([a-zA-Z0-9]+\\s?)*$', '^(x+x+)+y$']) {
      const compiled = compile(schemaOf({ type: 'string', pattern: source }));
      expect(compiled.matches(JSON.stringify(`${'a'.repeat(5000)}!`))).toBe(false);
    }
  });

  it('count a prefix in, in any order', () => {
    const compiled = compile(constraints[1]);
    const options = { maxTokens: 50, stopTokens: new Set([stop]) };
    const mask = new ConstraintMask(compiled, { ...options, prefix: ' { "id" : 7 , ' });
    const logits = new Float32Array(vocabulary.length + 1);
    mask.apply(logits);
    expect(logits[pieces.indexOf('"name":') + 256]).toBe(0);
    expect(logits[0x7d]).toBe(-Infinity);
    expect(() => new ConstraintMask(compiled, { ...options, prefix: '{"x"' })).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });

  it('read regular expressions as JavaScript does', () => {
    const random = new Random(5);
    const sources = [
      'a|bc',
      '(?:ab)+c?',
      '[^a-c]x*',
      '\\d{2,3}-\\w',
      '^a.*b$',
      'x{0}y',
      '(a(b|c)*)?d',
      '[\\]\\-a]+',
      '\\u0041\\x42\\n?',
      '\\S\\s\\S',
      '[A-Z]i',
      '.',
      '',
    ];
    for (const flags of ['', 'i', 's', 'u', 'iu']) {
      for (const source of sources) {
        const compiled = compile({ type: 'regex', source, flags });
        const whole = new RegExp(`^(?:${source})$`, flags);
        for (let i = 0; i < 60; i++) {
          const text = Array.from({ length: Math.floor(random.next() * 6) }, () => 'abcdxyABi-] 1é\n'[Math.floor(random.next() * 15)]).join(
            '',
          );
          expect([source, flags, text, compiled.matches(text)]).toEqual([source, flags, text, whole.test(text)]);
        }
      }
    }
    for (const source of ['(?=a)b', '(?<!a)b', '\\bword', '(a)\\1']) {
      expect(() => compile({ type: 'regex', source })).toThrow(expect.objectContaining({ code: 'unsupported' }));
    }
  });
});
