import type { InterfaceLanguage } from '../i18n/language.js';

interface Sample {
  readonly path: string;
  readonly text: string;
}

/** Where one may begin: a file in each language, each with a place that asks to be completed. What is said in them is in the reader's. */
export const samplesIn = (language: InterfaceLanguage, pt = language === 'pt-BR'): readonly [Sample, ...Sample[]] => [
  {
    path: 'samples/cart.js',
    text: `// ${pt ? 'Um carrinho de compras. Continue a digitar onde se faz a soma.' : 'A shopping cart. Go on typing where the sum is made.'}
const prices = { coffee: 12.5, bread: 4, cheese: 31.9 };

export function addItem(cart, name, quantity = 1) {
  const price = prices[name];
  if (price === undefined) throw new Error(\`${pt ? 'Não há' : 'There is no'} \${name}\`);
  return [...cart, { name, quantity, price }];
}

export function removeItem(cart, name) {
  return cart.filter((item) => item.name !== name);
}

export function total(cart) {
  let sum = 0;
  for (const item of cart) {
    sum += 
  }
  return sum;
}
`,
  },
  {
    path: 'samples/queue.ts',
    text: `// ${pt ? 'Uma fila que entrega os itens na ordem em que chegaram.' : 'A queue that hands out its items in the order in which they came.'}
export class Queue<T> {
  #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  pop(): T | undefined {
    return 
  }
}
`,
  },
  {
    path: 'samples/words.py',
    text: `"""${pt ? 'Conta as palavras de um texto.' : 'Counts words in a text.'}"""

import re
from collections import Counter


def words(text):
    return re.findall(r"[a-z']+", text.lower())


def count_words(text):
    counts = Counter()
    for word in words(text):
        counts[word] += 1
    return counts


def most_common(text, n=10):
    counts = 
`,
  },
  {
    path: 'samples/page.html',
    text: `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <title>${pt ? 'Três animais' : 'Three animals'}</title>
    <link rel="stylesheet" href="page.css" />
  </head>
  <body>
    <h1>${pt ? 'Três animais' : 'Three animals'}</h1>
    <ul>
      <li>${pt ? 'Sagui' : 'Marmoset'}</li>
      <li>${pt ? 'Capivara' : 'Capybara'}</li>
      
    </ul>
  </body>
</html>
`,
  },
  {
    path: 'samples/page.css',
    text: `:root {
  --accent: #1b6b45;
}

body {
  margin: 0 auto;
  max-width: 40rem;
  font-family: system-ui, sans-serif;
}

h1 {
  color: var(--accent);
}

ul {
  
}
`,
  },
];

/** Where the caret is when a sample is opened first: where its text asks to be completed. */
export function sampleCaret(text: string): number {
  const open = / +$/m.exec(text);
  return open ? open.index + open[0].length : text.length;
}
