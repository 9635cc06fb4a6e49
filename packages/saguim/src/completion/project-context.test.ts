import { expect, it } from 'vitest';
import { ProjectContext } from './project-context.js';

const files = [
  {
    path: 'src/money.ts',
    text: 'export function formatMoney(cents: number): string {\n  return (cents / 100).toFixed(2);\n}\n\nexport const unrelatedName = 1;\n',
    opened: 5,
  },
  {
    path: 'src/cart.ts',
    text: 'interface CartItem { price: number; quantity: number }\nfunction cartTotal(items: CartItem[]) { return items; }\n',
    opened: 9,
  },
  { path: 'notes.txt', text: 'nothing of interest\n'.repeat(50), opened: 10 },
];
const near =
  'import { CartItem } from "./cart";\nfunction receipt(items: CartItem[], price: number, quantity: number) {\n  return formatMoney(cartTotal(';

it('takes definitions of names near the caret, and what is alike, the latest opened nearest to the text', () => {
  const pieces = new ProjectContext().choose(files, 'src/receipt.ts', 'a', near, 2000);
  expect(pieces.map(({ path }) => path)).toEqual(['src/money.ts', 'src/cart.ts', 'src/cart.ts']);
  expect(pieces[0]!.text).toBe('export function formatMoney(cents: number): string {\n  return (cents / 100).toFixed(2);\n}\n');
  expect(pieces.at(-1)!.text).toContain('cartTotal');
});

it('keeps its choice while the window begins where it began', () => {
  const context = new ProjectContext();
  const first = context.choose(files, 'src/receipt.ts', 'a', near, 2000);
  expect(context.choose(files, 'src/receipt.ts', 'a', `${near}other`, 2000)).toBe(first);
  expect(context.choose([], 'src/receipt.ts', 'b', near, 2000)).toEqual([]);
});

it('never takes the file itself, nor more than there is room for', () => {
  const pieces = new ProjectContext().choose(files, 'src/cart.ts', 'a', near, 250);
  expect(pieces.some(({ path }) => path === 'src/cart.ts')).toBe(false);
  expect(pieces.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(250);
  expect(new ProjectContext().choose(files, undefined, 'a', near, 100)).toEqual([]);
});

it('does not mind names that mean something in a regular expression', () => {
  const odd = [{ path: 'x.js', text: 'function $each(list) {\n  return list;\n}\n' }];
  expect(new ProjectContext().choose(odd, 'y.js', 'a', 'list.map($each', 2000)).toMatchObject([{ path: 'x.js' }]);
});
