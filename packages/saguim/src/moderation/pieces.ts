/** A part of a text that is judged at once, in UTF-16 units. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** The model was trained on texts of about so many characters; what is said in one sentence of a long text would drown in a longer piece. */
const mostCharacters = 400;
/** Texts up to this length are judged whole. */
const wholeCharacters = 600;

const readable = /[\p{L}\p{N}\p{S}\p{P}]/u;
/** A sentence with the spaces after it, or what is left of a paragraph. */
const sentencePattern = /[^.!?…\n]*(?:[.!?…]+["'”’)\]]*|\n+|$)\s*/gu;

/**
 * Cuts a text into pieces at the ends of sentences; a short text is one piece. Where pieces end depends on what comes before in the same
 * paragraph alone, so that a change leaves those of other paragraphs as they were. What holds nothing to read is in no piece.
 */
export function splitPieces(text: string): Piece[] {
  if (text.length <= wholeCharacters) return readable.test(text) ? [trimmed(text, 0, text.length)] : [];
  const pieces: Piece[] = [];
  const close = (start: number, end: number) => {
    if (readable.test(text.slice(start, end))) pieces.push(trimmed(text, start, end));
  };
  let start = 0;
  for (const { index, 0: sentence } of text.matchAll(sentencePattern)) {
    const end = index + sentence.length;
    if (end - start > mostCharacters && index > start) {
      close(start, index);
      start = index;
    }
    // A sentence that is too long by itself: at spaces, or anywhere.
    while (end - start > mostCharacters) {
      const cut = cutBefore(text, start, start + mostCharacters);
      close(start, cut);
      start = cut;
    }
    if (/\n\s*\n/.test(sentence)) {
      close(start, end);
      start = end;
    }
  }
  close(start, text.length);
  return pieces;
}

/** A place to cut at, at most `limit`, after a space where there is one, and never inside a character. */
function cutBefore(text: string, start: number, limit: number): number {
  const space = text.slice(start, limit).search(/\s\S*$/u);
  if (space > 0) return start + space + 1;
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}

function trimmed(text: string, start: number, end: number): Piece {
  const part = text.slice(start, end);
  const left = part.length - part.trimStart().length;
  return { start: start + left, end: start + part.trimEnd().length };
}
