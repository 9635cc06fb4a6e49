import type { StarterLibrary } from '@saguim/elements/search';

const books = [
  ['books/alice.md', 'Alice’s Adventures in Wonderland.md'],
  ['books/o-alienista.md', 'O Alienista.md'],
] as const;

async function fetchBook([address, name]: (typeof books)[number]) {
  const response = await fetch(new URL(address, document.baseURI));
  if (!response.ok) throw new DOMException(`${address}: ${response.status}`, 'NetworkError');
  return { path: name, file: new File([await response.blob()], name, { type: 'text/markdown' }) };
}

/** Two books in the public domain, with questions that show what search by meaning is: none repeats the words of its answer. */
export const starterLibrary: StarterLibrary = {
  files: () => Promise.all(books.map(fetchBook)),
  questions: [
    { text: 'Who is accused of stealing the pastries?', language: 'en' },
    { text: 'a cat that vanishes and leaves its grin', language: 'en' },
    { text: 'o médico que trancou a cidade inteira no hospício', language: 'pt' },
    { text: 'a revolta do barbeiro contra o manicômio', language: 'pt' },
  ],
};
