import type { z } from '@hono/zod-openapi';
import type { CheckContext } from 'saguim';
import { invalid } from './errors.js';
import type { AnalyzeRequest } from './schemas.js';

/** Bytes of a comment in UTF-8, as at Perspective. */
const mostBytes = 20_480;

/** Maps, whose keys are names of attributes and stay as they are. */
const maps = new Set(['requestedAttributes', 'attributeScores']);
const camel = (key: string) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Google's JSON: fields may be written `do_not_store` too, and what is null is absent. */
function normalise(value: unknown, isMap = false, depth = 0): unknown {
  if (Array.isArray(value)) return value.map((item) => normalise(item, false, depth + 1));
  if (typeof value !== 'object' || value === null || depth > 8) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(
    entries.map(([key, field]) => {
      const name = isMap ? key : camel(key);
      return [name, normalise(field, maps.has(name), depth + 1)];
    }),
  );
}

/** @throws {Problem} `invalid`, with the field */
export function readRequest<T extends z.ZodType>(schema: T, json: Record<string, unknown>): z.infer<T> {
  const { data, error } = schema.safeParse(normalise(json));
  if (!error) return data;
  const { path, message } = error.issues[0]!;
  const field = path.map(String).join('.').slice(0, 200);
  throw invalid('INVALID_REQUEST', `Invalid value at '${field}': ${message}`, undefined, field);
}

type Shared = Pick<AnalyzeRequest, 'comment' | 'context' | 'languages'>;

function checkType(type: string | undefined): void {
  if (type === undefined || type === 'PLAIN_TEXT' || type === 'TEXT_TYPE_UNSPECIFIED') return;
  throw invalid('INVALID_REQUEST', type === 'HTML' ? "Currently, only 'PLAIN_TEXT' comments are supported" : 'Unknown text type');
}

/** The comment's text. @throws {Problem} `COMMENT_EMPTY`, `COMMENT_TOO_LONG`, `INVALID_REQUEST` */
export function commentText({ comment, context }: Shared): string {
  checkType(comment?.type);
  const text = comment?.text ?? '';
  if (text.trim() === '') throw invalid('COMMENT_EMPTY', 'Comment must be non-empty.');
  if (Buffer.byteLength(text) > mostBytes) throw invalid('COMMENT_TOO_LONG', 'Comment text too long.');
  if (context?.entries && context.articleAndParentComment)
    throw invalid('INVALID_REQUEST', 'Context can have either entries or article_and_parent_comment, but both fields were populated.');
  return text;
}

/** What is answered: lines that quote it are not held against the writer. Entries carry what programs like (Coral: identifiers), and are not read. */
export function commentContext({ context }: Shared): CheckContext | undefined {
  const { parentComment, article } = context?.articleAndParentComment ?? {};
  const parent = parentComment?.text ?? article?.text;
  return parent === undefined ? undefined : { parent };
}
