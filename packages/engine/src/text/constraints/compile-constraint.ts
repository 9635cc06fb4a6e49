import type { Tokenizer } from '../../tokens/tokenizer.js';
import { AutomatonBuilder } from './automaton-builder.js';
import { buildGrammar } from './grammar-builder.js';
import { parseGrammar } from './grammar-parser.js';
import { JsonBuilder } from './json-builder.js';
import { afterBlank, DroppedSpaceNode, EndNode, type Frame, Machine } from './machine.js';
import { languageOf } from './pattern.js';
import { refuse, WorkBudget } from './refuse.js';
import { parseRegex } from './regex-parser.js';
import { SchemaReader } from './schema-reader.js';
import { type Tag, TaggedNode } from './tagged-node.js';
import { utf8Automaton } from './text-automaton.js';
import type { TextConstraint } from './text-constraint.js';
import { TextNode } from './text-node.js';
import { TokenTrie } from './token-trie.js';
import { TokenWalk } from './token-walk.js';
import { StartNode } from './value-node.js';

export interface CompileOptions {
  /** Whether `format` binds (default), or says nothing, as the standard's own tests have it. */
  readonly formats?: boolean;
}

/** A constraint for one vocabulary. What is found out while it is used is kept in it. */
export class CompiledConstraint {
  readonly machine = new Machine();
  readonly walk: TokenWalk;
  readonly start: readonly Frame[];
  /** Tokens from which on an answer is brought to its end. */
  readonly settle: number;
  readonly #budget = new WorkBudget();
  readonly #formats: boolean;

  /** @throws {SaguimError} `unsupported`, naming what cannot be decoded and where it stands */
  constructor(
    constraint: TextConstraint,
    readonly trie: TokenTrie,
    { formats = true }: CompileOptions = {},
  ) {
    this.#formats = formats;
    this.walk = new TokenWalk(this.machine, trie);
    this.start = [this.#enter(constraint, 0)(undefined)];
    this.settle = (constraint.type === 'regex' && constraint.settle) || Infinity;
  }

  /** Whether a whole text fits. */
  matches(text: string): boolean {
    return this.machine.final(this.read(text));
  }

  bytesOf(token: number): Uint8Array {
    return this.trie.bytesOf(token);
  }

  /**
   * All ways to go on after a text that was not made here: members may come in any order, white space anywhere.
   * @param dropsSpace a space that comes next is no part of the text
   */
  read(text: string, dropsSpace = false): readonly Frame[] {
    this.machine.generating = false;
    try {
      let frames: readonly Frame[] = this.start;
      for (const byte of new TextEncoder().encode(text)) frames = this.machine.step(frames, byte);
      return dropsSpace && frames.length > 0 ? [this.machine.frame(new DroppedSpaceNode(this.machine, frames), 0, 0, undefined)] : frames;
    } finally {
      this.machine.generating = true;
    }
  }

  /** The first frame of a constraint, given what comes behind it. */
  #enter(constraint: TextConstraint, depth: number): (below: Frame | undefined) => Frame {
    if (typeof constraint !== 'object' || constraint === null) refuse('A constraint must be an object', 'constraint');
    const { machine, trie } = this;
    const budget = this.#budget;
    switch (constraint.type) {
      case 'json-schema': {
        const reader = new SchemaReader(constraint.schema, budget, this.#formats);
        const value = new JsonBuilder(machine, trie, reader, budget).build(reader.root);
        const start = new StartNode(machine, value, afterBlank);
        const end = new EndNode(machine, true);
        return (below) => machine.frame(start, 0, 0, below ?? machine.frame(end, 0, 0, undefined));
      }
      case 'regex': {
        const { source, flags } = constraint;
        if (typeof source !== 'string' || !(flags === undefined || typeof flags === 'string'))
          refuse('A regular expression must be a text', 'regex');
        const language = languageOf(parseRegex({ source, flags, where: 'regex' }), budget);
        if (language.isEmpty) refuse('No text fits the regular expression', 'regex');
        const node = new TextNode(machine, utf8Automaton(language, budget), trie);
        return (below) => node.frame(0, below);
      }
      case 'grammar': {
        const node = buildGrammar(parseGrammar(constraint.grammar), machine, trie, budget);
        return (below) => node.frame(0, below);
      }
      case 'tagged': {
        const { tags, required = false } = constraint;
        if (depth > 0) refuse('A tagged constraint cannot be inside another', 'constraint');
        if (!Array.isArray(tags) || tags.length === 0 || tags.length > 256) refuse('"tags" must be a list of 1 to 256 tags', 'tags');
        const known = tags.map((tag) => this.#tag(tag));
        const node = new TaggedNode(machine, known, required, budget);
        return (below) => machine.frame(node, 0, 0, below);
      }
      default:
        return refuse(`There is no constraint of the type ${JSON.stringify((constraint as { type?: unknown }).type)}`, 'constraint');
    }
  }

  #tag({ begin, content, end }: { begin: string; content: TextConstraint; end: string }): Tag {
    if (typeof begin !== 'string' || begin === '' || typeof end !== 'string')
      refuse('A tag must have a "begin" that is not empty, and an "end"', 'tags');
    const enterContent = this.#enter(content, 1);
    const builder = new AutomatonBuilder(this.#budget);
    builder.label(builder.spell(builder.add(), new TextEncoder().encode(end)), 0);
    const ending = new TextNode(this.machine, builder.done(), this.trie);
    const least = enterContent(ending.frame(0, this.machine.frame(new EndNode(this.machine, false), 0, 0, undefined))).cost;
    return { begin, least, enter: (below) => enterContent(ending.frame(0, below)) };
  }
}

const mostCompiled = 32;
const compiled = new WeakMap<Tokenizer, Map<string, CompiledConstraint>>();
/** Beyond so many frames and registers, what was found out is thrown away with the constraint. */
const mostUses = 2000;
const uses = new WeakMap<CompiledConstraint, number>();

/**
 * A constraint for a vocabulary; the last 32 of each are kept.
 * @throws {SaguimError} `unsupported`
 */
export function compileConstraint(constraint: TextConstraint, tokenizer: Tokenizer): CompiledConstraint {
  let kept = compiled.get(tokenizer);
  if (!kept) compiled.set(tokenizer, (kept = new Map()));
  let key: string | undefined;
  try {
    key = JSON.stringify(constraint);
  } catch {
    // Told where it is read.
  }
  const known = key === undefined ? undefined : kept.get(key);
  const one =
    known && (uses.get(known) ?? 0) < mostUses
      ? known
      : new CompiledConstraint(constraint, TokenTrie.of(tokenizer, controlsIn(constraint, tokenizer)));
  uses.set(one, (uses.get(one) ?? 0) + 1);
  if (key !== undefined) {
    kept.delete(key);
    kept.set(key, one);
    if (kept.size > mostCompiled) kept.delete(kept.keys().next().value!);
  }
  return one;
}

/** Control tokens that tags are spelled with: there they are what they say. */
function controlsIn(constraint: TextConstraint, { controlTokens }: Tokenizer): number[] {
  if (constraint?.type !== 'tagged' || !Array.isArray(constraint.tags)) return [];
  const spelled = constraint.tags.flatMap((tag) => [String(tag?.begin), String(tag?.end)]);
  return [...controlTokens].filter(([spelling]) => spelled.some((text) => text.includes(spelling))).map(([, token]) => token);
}
