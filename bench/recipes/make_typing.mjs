// Writes completion/typing.json: a typing session of 300 keystrokes, as one of us typed it: what was written, where it was corrected, where the
// caret jumped. Pauses are drawn from how people type: short within words, longer between them, long before a line.
import { writeFileSync } from 'node:fs';

/** The session, in words. `<` takes a character back, `|` is a moment of thought, `@text@` jumps behind that text. */
const script = [
  '@  return basket.items.length;\n}\n@',
  '\nfunction totalWeight(basket) {\n  let weihg<<<ight = 0;\n  for (const item of basket.items) {\n    weight += item.weight * item.quantity;\n  }\n  |return weight;\n}\n',
  '@  quantity: 1,\n@',
  '  weight: 0,\n',
  '@function removeItem(basket, name) {\n@',
  '  const index = basket.items.findIndex((item) => item.name === nmae<<<ame);\n  |if (index < 0) return basket;\n  basket.items.splice(index, 1);\n',
].join('');

let state = 20261126;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const events = [];
let keys = 0;
let pause = 0;
for (let i = 0; i < script.length && keys < 300; i++) {
  const character = script[i];
  if (character === '@') {
    const end = script.indexOf('@', i + 1);
    events.push({ wait: 1500, jump: script.slice(i + 1, end) });
    pause = 900;
    i = end;
  } else if (character === '|') pause += 1200;
  else {
    const before = script[i - 1] ?? '';
    const within = /\w/.test(character) && /\w/.test(before);
    const wait = Math.round((within ? 70 : 130) + (within ? 90 : 160) * random() + (before === '\n' ? 350 : 0) + pause);
    pause = 0;
    events.push(character === '<' ? { wait: wait + 60, back: 1 } : { wait, key: character });
    keys++;
  }
}

const item = `const newItem = {
  name: '',
  price: 0,
  quantity: 1,
};
`;
const base = `// A basket of things to buy.
import { readFile, writeFile } from 'node:fs/promises';

${item}
export function createBasket() {
  return { items: [], discount: 0 };
}

export function addItem(basket, item) {
  const known = basket.items.find((other) => other.name === item.name);
  if (known) {
    known.quantity += item.quantity;
  } else {
    basket.items.push({ ...newItem, ...item });
  }
  return basket;
}

export function removeItem(basket, name) {
  return basket;
}

export function countItems(basket) {
  return basket.items.length;
}

export function totalPrice(basket) {
  let total = 0;
  for (const item of basket.items) {
    total += item.price * item.quantity;
  }
  return total * (1 - basket.discount);
}

export async function saveBasket(basket, path) {
  await writeFile(path, JSON.stringify(basket));
}

export async function loadBasket(path) {
  const text = await readFile(path, 'utf8');
  return JSON.parse(text);
}

export function formatPrice(cents, currency = 'BRL') {
  return new Intl.NumberFormat('pt-BR', { style: 'currency', currency }).format(cents / 100);
}
`;
writeFileSync(new URL('../completion/typing.json', import.meta.url), `${JSON.stringify({ text: base, events }, null, 1)}\n`);
console.log(
  `${events.length} events, ${keys} keystrokes, ${events.reduce((sum, { wait }) => sum + wait, 0) / 1000} s, ${base.split('\n').length} lines`,
);
