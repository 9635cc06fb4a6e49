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
