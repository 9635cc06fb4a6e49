import { fileURLToPath } from 'node:url';
import { loadTokenizer, openFile, readGguf } from '../../packages/engine/dist/index.js';
import { ConstraintMask, compileConstraint } from '../../packages/engine/dist/text/constraints/index.js';

const text = { type: 'string' };
const number = { type: 'number', minimum: 0 };
const object = (properties, required = Object.keys(properties)) => ({ type: 'object', properties, required, additionalProperties: false });

/** Schemas of the everyday kind: what tools take, what forms ask. */
const schemas = [
  object({ city: text, unit: { enum: ['celsius', 'fahrenheit'] }, days: { type: 'integer', minimum: 1, maximum: 14 } }, ['city']),
  object({
    name: { ...text, maxLength: 40 },
    email: { ...text, pattern: '^[a-z0-9.]+@[a-z0-9]+\\.[a-z]{2,}$' },
    age: { type: 'integer', minimum: 18 },
  }),
  object({
    sentiment: { enum: ['positive', 'neutral', 'negative'] },
    confidence: { type: 'number', minimum: 0, maximum: 1 },
    reasons: { type: 'array', items: text, maxItems: 3 },
  }),
  object({
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 5,
      items: object({ sku: text, quantity: { type: 'integer', minimum: 1 }, price: number }),
    },
    total: number,
  }),
  object({
    from: { ...text, format: 'date' },
    to: { ...text, format: 'date' },
    guests: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
  }),
];

/** About 2 kB of JSON. */
function largeSchema() {
  const properties = {};
  for (let i = 0; JSON.stringify(object(properties)).length < 2048; i++) {
    properties[`field_${i}`] =
      i % 3 === 0 ? { ...text, description: 'What it is.' } : i % 3 === 1 ? { type: 'integer', minimum: i } : { enum: ['yes', 'no'] };
  }
  return object(properties);
}

/** Numbers about as wide as logits are, the same each time. */
function logitsOf(size, seed) {
  let state = seed;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return (state / 2 ** 32) * 12 - 6;
  });
}

/** Milliseconds that masks take: for each token of answers drawn at random, and to compile a schema of 2 kB. */
export async function masks(models) {
  const path = fileURLToPath(new URL('smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf', models));
  const source = await openFile(path);
  const tokenizer = loadTokenizer((await readGguf(source)).metadata.optional);
  await source.close();
  const { vocabularySize, stopTokens } = tokenizer;
  const logits = new Float32Array(vocabularySize);
  const times = [];
  for (const schema of schemas) {
    const compiled = compileConstraint({ type: 'json-schema', schema }, tokenizer);
    for (let seed = 1; seed <= 8; seed++) {
      const mask = new ConstraintMask(compiled, { maxTokens: 200, stopTokens });
      for (let at = 0; at < 200; at++) {
        logits.set(logitsOf(vocabularySize, 1000 * seed + at));
        const from = performance.now();
        mask.apply(logits);
        let spent = performance.now() - from;
        let token = likeliest(logits);
        for (;;) {
          const asked = performance.now();
          const refused = mask.refuses(token);
          if (!refused) mask.accept(token);
          spent += performance.now() - asked;
          if (!refused) break;
          logits[token] = -Infinity;
          token = likeliest(logits);
        }
        times.push(spent);
        if (stopTokens.has(token)) break;
      }
    }
  }
  const compile = [];
  for (let i = 0; i < 5; i++) {
    const from = performance.now();
    compileConstraint({ type: 'json-schema', schema: { ...largeSchema(), title: `number ${i}` } }, tokenizer);
    compile.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(share * (times.length - 1))];
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { vocabularySize, tokens: times.length, mean, p50: at(0.5), p99: at(0.99), compile: Math.max(...compile) };
}

const likeliest = (logits) => logits.indexOf(logits.reduce((most, value) => Math.max(most, value)));
