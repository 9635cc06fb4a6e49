import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CompiledConstraint, TokenTrie } from '../../packages/engine/dist/text/constraints/index.js';

/** Groups whose schemas are refused, each for the reason that its file's tests are about. All others are decoded, and rightly. */
const refused = {
  // Nothing fits these: there is no answer to make.
  'No value fits the schema':
    "allOf/allOf with boolean schemas, some false; allOf/allOf with boolean schemas, all false; anyOf/anyOf with boolean schemas, all false; boolean_schema/boolean schema 'false'; enum/empty enum; not/forbid everything with empty schema; not/forbid everything with boolean schema true; oneOf/oneOf with boolean schemas, all true; oneOf/oneOf with boolean schemas, more than one true; oneOf/oneOf with boolean schemas, all false; ref/$ref to boolean schema false",
};

const bytes = new TokenTrie(256, (token) => Uint8Array.of(token));
const groups = readFileSync(new URL('./json-schema/draft2020-12.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** As the standard has it, a format says nothing: the suite's tests of formats want all texts taken. */
function compile(schema) {
  try {
    return new CompiledConstraint({ type: 'json-schema', schema }, bytes, { formats: false });
  } catch (error) {
    expect(error).toMatchObject({ name: 'SaguimError', code: 'unsupported', where: expect.stringMatching(/^#/) });
    return error.message;
  }
}

const spaced = (data) =>
  JSON.stringify(data, null, '\t')
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, i) => (i % 2 ? part : part.replace(/:/g, ' : ').replace(/,/g, ' ,')))
    .join('');

describe("the JSON Schema suite's main tests, draft 2020-12", () => {
  const messages = new Map();
  let decoded = 0;

  for (const file of new Set(groups.map((group) => group.file))) {
    it(`${file}: what is decoded takes all that is valid and nothing else`, () => {
      for (const group of groups.filter((one) => one.file === file)) {
        const compiled = compile(group.schema);
        if (typeof compiled === 'string') {
          messages.set(`${file}/${group.description}`, compiled);
          continue;
        }
        decoded++;
        for (const [description, data, valid] of group.tests) {
          for (const text of [JSON.stringify(data), JSON.stringify(data, null, 4), ` \r\n${spaced(data)}\n`]) {
            expect(`${group.description}, ${description}: ${text} ${compiled.matches(text)}`).toBe(
              `${group.description}, ${description}: ${text} ${valid}`,
            );
          }
        }
      }
    });
  }

  it('decodes 333 of 383 groups, and refuses the others by name', () => {
    expect([decoded, messages.size]).toEqual([333, 50]);
    const impossible = [...messages].filter(([, message]) => message.startsWith('No value fits the schema')).map(([name]) => name);
    expect(impossible.join('; ')).toBe(refused['No value fits the schema']);
    const reasons =
      /leads out of the schema|names a dialect|several anchors|uniqueItems|too many digits|too many alternatives|patternProperties|No value fits/;
    expect([...messages].filter(([, message]) => !reasons.test(message))).toEqual([]);
  });
});

describe('bounds of numbers', () => {
  const values = [0, 1, 1.2, 1.25, 1.249, 1.251, 2, 0.5, 0.51, 9, 10, 123.5, 1e-6, 5e-8, 3e-8, 2.95e-8, 3.1e-8, 2e-9, 1e-20]
    .concat([2 ** 53, 1e18, 9e20, 1e21, 2.5e25, 2.45e25, 2.55e25, 5e25, 1.23e22, 1.24e22, 1e30, 1e299])
    .flatMap((value) => [value, -value]);
  const within = ({ minimum: low = -Infinity, maximum: high = Infinity, exclusiveMinimum: over, exclusiveMaximum: under }, value) =>
    value >= low && value <= high && !(value <= over) && !(value >= under);

  it.each([0, 1, 1.25, 0.5, 3e-8, 123.5, 2 ** 53, 1e21, 2.5e25, 1.23e22])('%s holds above and below, in every spelling', (bound) => {
    for (const low of [bound, -bound]) {
      for (const schema of [
        { minimum: low },
        { maximum: low },
        { exclusiveMinimum: low },
        { exclusiveMaximum: low },
        { minimum: low, exclusiveMaximum: 3e25 },
        { exclusiveMinimum: -3e25, maximum: low },
      ]) {
        const compiled = compile({ type: 'number', ...schema });
        const wrong = values.filter((value) => compiled.matches(JSON.stringify(value)) !== within(schema, value));
        expect({ schema, wrong }).toEqual({ schema, wrong: [] });
      }
    }
  });
});
