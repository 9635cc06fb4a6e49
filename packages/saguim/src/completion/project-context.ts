import type { SourceFile } from './completion-request.js';
import { indentWidth } from './text-lines.js';

/** A piece of another file that goes before the text in a prompt. */
export interface ProjectPiece {
  readonly path: string;
  readonly text: string;
}

/** Lines of a piece, and pieces at most. */
const pieceLines = 32;
const mostPieces = 4;
/** Files and code units that are looked at: the latest opened first. */
const mostFiles = 24;
const longestFile = 200_000;
/** Lines of a definition that are taken with its name. */
const definitionLines = 8;
const fewestShared = 4;
const identifier = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;
/** Words of languages, which say nothing about what a text is about. */
const common = new Set(
  'and are async await boolean break case catch class const continue def default delete elif else enum export extends false final finally for from func function get global if implements import include int interface let match module namespace new nil none not null number object package pass private protected public raise require return self set static string struct super switch this throw true try type typeof undefined use using val var void while with yield'.split(
    ' ',
  ),
);

const defining = (name: string) =>
  new RegExp(
    `^[ \\t]*(?:(?:export|public|private|protected|internal|static|abstract|async|default|pub|final|override)\\s+)*(?:function\\*?|class|def|fn|func|fun|interface|type|struct|enum|trait|const|let|var|val|module|object|record)\\s+${name.replaceAll('$', '\\$')}\\b`,
    'm',
  );

/**
 * Chooses pieces of other files: the definitions of names that are used near the caret, then what is most like the text there. The choice stays, in
 * its order, for as long as the window of the text itself begins where it began: whatever changes before the text costs the whole cache.
 */
export class ProjectContext {
  readonly #chosen = new Map<string, readonly ProjectPiece[]>();

  /**
   * @param anchor what stays the same as long as the choice is to
   * @param near text before the caret
   * @param room code units for all pieces
   */
  choose(files: readonly SourceFile[], path: string | undefined, anchor: string, near: string, room: number): readonly ProjectPiece[] {
    const others = files.filter((file) => file.path !== path && file.text !== '').sort((a, b) => (b.opened ?? 0) - (a.opened ?? 0));
    if (others.length === 0 || room < 200) return [];
    const known = this.#chosen.get(anchor);
    if (known) return known;
    const pieces = pick(others.slice(0, mostFiles), near, room);
    this.#chosen.set(anchor, pieces);
    for (const oldest of this.#chosen.keys()) {
      if (this.#chosen.size <= 16) break;
      this.#chosen.delete(oldest);
    }
    return pieces;
  }
}

function pick(files: readonly SourceFile[], near: string, room: number): ProjectPiece[] {
  const wanted = names(near.split('\n').slice(-48).join('\n'));
  const recent = [...names(near.split('\n').slice(-12).join('\n'))];
  const pieces: (ProjectPiece & { order: number })[] = [];
  let left = room;
  const take = (path: string, text: string, order: number) => {
    if (pieces.length >= mostPieces || text.length + path.length + 8 > left || pieces.some((piece) => overlap(piece, path, text))) return;
    left -= text.length + path.length + 8;
    pieces.push({ path, text, order });
  };
  for (const [order, { path, text }] of files.entries()) {
    for (const name of recent) {
      if (pieces.length >= mostPieces - 1) break;
      const found = text.length <= longestFile && text.includes(name) ? defining(name).exec(text) : null;
      if (found) take(path, definition(text, found.index), order);
    }
  }
  const chunks = files.flatMap(({ path, text }, order) =>
    chunksOf(text.slice(0, longestFile)).map((chunk) => ({ path, order, ...likeness(chunk, wanted, order) })),
  );
  chunks.sort((a, b) => b.score - a.score || a.order - b.order);
  for (const { path, text, order, shared } of chunks) if (shared >= fewestShared) take(path, text, order);
  // The most alike of the latest file stands nearest to the text.
  return pieces.sort((a, b) => b.order - a.order).map(({ path, text }) => ({ path, text }));
}

/** Whether one of two pieces holds the other. */
function overlap(piece: ProjectPiece, path: string, text: string): boolean {
  return piece.path === path && (piece.text.includes(text.trimEnd()) || text.includes(piece.text.trimEnd()));
}

function names(text: string): Set<string> {
  return new Set((text.match(identifier) ?? []).filter((name) => !common.has(name.toLowerCase())));
}

/** A definition: its line and what is further in. */
function definition(text: string, at: number): string {
  const lines = text
    .slice(at, at + 2000)
    .replace(/^\n+/, '')
    .split('\n');
  const base = indentWidth(lines[0]!);
  let end = 1;
  while (end < Math.min(lines.length, definitionLines) && (lines[end]!.trim() === '' || indentWidth(lines[end]!) > base)) end++;
  if (end < lines.length && /^[)\]}]/.test(lines[end]!.trim())) end++;
  return `${lines.slice(0, end).join('\n').trimEnd()}\n`;
}

function chunksOf(text: string): string[] {
  const lines = text.split('\n');
  const chunks: string[] = [];
  for (let i = 0; i < lines.length; i += pieceLines) {
    const chunk = lines
      .slice(i, i + pieceLines)
      .join('\n')
      .trimEnd();
    if (chunk.trim() !== '') chunks.push(`${chunk}\n`);
  }
  return chunks;
}

/** How much two texts have in common (Jaccard), a little less for files that were opened earlier. */
function likeness(text: string, wanted: ReadonlySet<string>, order: number): { text: string; score: number; shared: number } {
  const own = names(text);
  let shared = 0;
  for (const name of own) if (wanted.has(name)) shared++;
  return { text, shared, score: (shared / Math.max(1, own.size + wanted.size - shared)) * 0.97 ** order };
}
