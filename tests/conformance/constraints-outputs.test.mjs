// What comes out under random schemas is judged by somebody else's validator.
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { ChatTemplate, loadEngine, openModel } from '../../packages/engine/dist/index.js';
import { CompiledConstraint, ConstraintMask, TokenTrie } from '../../packages/engine/dist/text/constraints/index.js';
import { Random } from '../../packages/engine/dist/text/random.js';
import { randomSchema } from './random-schemas.mjs';

const whole = process.env.SAGUIM_LONG === '1';
/** A skipped test would count as failed. */
const whereLong = whole ? it : () => {};
const utf8 = (text) => new TextEncoder().encode(text);
const vocabulary = [
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...[
    '"',
    '":',
    '": ',
    '","',
    '", "',
    '"}',
    '"]',
    '{"',
    '[{',
    '}]',
    '},',
    'name',
    'id',
    'ab',
    '-01',
    '12',
    '.5',
    'é',
    '日本',
    '\\u00',
    'true',
    'null',
  ].map(utf8),
];
const stop = vocabulary.length;
const trie = new TokenTrie(vocabulary.length + 1, (token) => vocabulary[token] ?? new Uint8Array(0));

function validator(schema) {
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats(ajv);
  return ajv.compile(schema);
}

/** Random schemas that can be decoded, without end; those that are refused are counted. */
function* decodable(seed, refused = { count: 0 }) {
  for (const random = new Random(seed); ; ) {
    const schema = randomSchema(random);
    try {
      yield [schema, new CompiledConstraint({ type: 'json-schema', schema }, trie)];
    } catch (error) {
      expect(error, JSON.stringify(schema)).toMatchObject({ name: 'SaguimError', code: 'unsupported' });
      refused.count++;
    }
  }
}

function tooSmall(error) {
  if (error.details?.option !== 'maxTokens') throw error;
  return error.details.needed;
}

describe('answers under random schemas', () => {
  it('validate, whatever tokens are drawn and wherever the budget ends', () => {
    let made = 0;
    for (const [schema, compiled] of decodable(11)) {
      if (made === (whole ? 150 : 30)) break;
      const valid = validator(schema);
      const random = new Random(made);
      const start = (maxTokens) => new ConstraintMask(compiled, { maxTokens, stopTokens: new Set([stop]) });
      let mask;
      try {
        mask = start(60);
      } catch (error) {
        mask = start(tooSmall(error));
      }
      const bytes = [];
      const logits = new Float32Array(vocabulary.length + 1);
      for (let taken = 0; !mask.finished; taken++) {
        logits.fill(0);
        mask.apply(logits);
        const open = [...logits.keys()].filter((token) => logits[token] === 0);
        let token;
        do {
          expect(open.length, JSON.stringify(schema)).toBeGreaterThan(0);
          [token] = open.splice(Math.floor(random.next() * open.length), 1);
        } while (mask.refuses(token));
        mask.accept(token);
        if (token === stop) break;
        bytes.push(...vocabulary[token]);
        expect(taken).toBeLessThan(2000);
      }
      const text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
      expect(valid(JSON.parse(text)), `${JSON.stringify(schema)} let through ${text}`).toBe(true);
      made++;
    }
  });

  whereLong(
    'validate on a real model at temperature 1.5, 500 times',
    async () => {
      const engine = await loadEngine(
        await openModel(new URL('../../models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf', import.meta.url).pathname),
      );
      const template = new ChatTemplate(engine.chatTemplate, engine.tokenizer);
      const { ids } = template.render({ messages: [{ role: 'user', content: 'Make something up, in JSON.' }] });
      const tally = { made: 0, tokens: 0, short: 0 };
      const refused = { count: 0 };
      const schemas = decodable(23, refused);
      const answer = async (number, maxTokens) => {
        const [schema] = schemas.next().value;
        const ask = (most) =>
          engine.generate({
            tokens: ids,
            constraint: { type: 'json-schema', schema },
            maxTokens: most,
            sampling: { temperature: 1.5, seed: number },
          }).result;
        const { text, tokens } = await ask(maxTokens).catch((error) => {
          tally.short++;
          return ask(tooSmall(error));
        });
        expect(validator(schema)(JSON.parse(text)), `${JSON.stringify(schema)} let through ${text}`).toBe(true);
        tally.made++;
        tally.tokens += tokens.length;
      };
      // Eight at a time, with little room and with much.
      for (let at = 0; at < 500; at += 8) {
        await Promise.all(Array.from({ length: Math.min(8, 500 - at) }, (_, i) => answer(at + i, [30, 80, 200][(at + i) % 3])));
      }
      await engine.close();
      console.log(`${tally.made} answers of ${tally.tokens} tokens; ${tally.short} asked for more room; ${refused.count} schemas refused`);
      expect(tally.made).toBe(500);
    },
    1_800_000,
  );
});
