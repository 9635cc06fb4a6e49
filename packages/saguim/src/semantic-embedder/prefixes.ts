import type { EmbeddingKind } from './text-embedder.js';

/** What goes before a text of each kind. */
export type EmbeddingPrefixes = Readonly<Record<EmbeddingKind, string>>;

const none: EmbeddingPrefixes = { query: '', document: '', symmetric: '' };
const searching = 'Represent this sentence for searching relevant passages: ';

/**
 * What the cards of well-known families say, by a model's name. https://huggingface.co/intfloat/multilingual-e5-small,
 * https://huggingface.co/BAAI/bge-small-en-v1.5, https://huggingface.co/Snowflake/snowflake-arctic-embed-s,
 * https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1
 */
const families: readonly (readonly [name: RegExp, prefixes: EmbeddingPrefixes])[] = [
  [/\be5\b(?!.*instruct)/i, { query: 'query: ', document: 'passage: ', symmetric: 'query: ' }],
  [/\bbge\b.*\ben\b|\barctic-embed\b|\bmxbai-embed\b/i, { ...none, query: searching }],
];

/** Models whose first numbers are a smaller embedding by themselves (https://arxiv.org/abs/2205.13147). */
const truncatable = /\bmxbai-embed\b|\barctic-embed-[ml]-v(1\.5|2)/i;

const spaced = (name: string) => name.replace(/_/g, '-');

export function prefixesOf(model: string): EmbeddingPrefixes {
  return families.find(([name]) => name.test(spaced(model)))?.[1] ?? none;
}

/** Whether a model's embeddings may be cut to their first numbers. */
export function canTruncate(model: string): boolean {
  return truncatable.test(spaced(model));
}
