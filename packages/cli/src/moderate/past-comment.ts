import { SaguimError } from '@saguim/engine';
import { attributeOf } from '@saguim/server/attributes';
import type { InputRecord } from '../filter/records.js';
import { place } from '../filter/text-lines.js';

/** A comment with what was said of it before. */
export interface RecordedComment {
  readonly text: string;
  readonly language?: string;
  readonly section?: string;
  /** By our labels, from 0 to 1. */
  readonly scores: ReadonlyMap<string, number>;
  /** Whether people kept it from appearing. */
  readonly blocked?: boolean;
}

const blocking = [
  'block',
  'blocked',
  'reject',
  'rejected',
  'remove',
  'removed',
  'delete',
  'deleted',
  'hide',
  'hidden',
  'spam',
  'toxic',
  'true',
  '1',
];
const allowing = [
  'allow',
  'allowed',
  'approve',
  'approved',
  'accept',
  'accepted',
  'publish',
  'published',
  'keep',
  'kept',
  'ok',
  'false',
  '0',
];
const decisionFields = ['decision', 'action', 'status', 'label'];

/**
 * A record with Perspective's answer (`attributeScores` as it came, or numbers by attribute in `scores`, `perspective` or the record itself), or
 * people's decision (`decision`, `action`, `status` or `label`), or both.
 * @param file its name, for messages
 * @throws {SaguimError} `bad-file` naming the line that says neither
 */
export function readPastComment({ text, fields, line }: InputRecord, file?: string): RecordedComment {
  const scores = new Map<string, number>();
  for (const values of [fields.attributeScores, fields.scores, fields.perspective, fields]) {
    if (typeof values !== 'object' || values === null) continue;
    for (const [name, value] of Object.entries(values)) {
      const key = name.toUpperCase().replaceAll('-', '_');
      const attribute = attributeOf(key);
      const score = toScore(value);
      if (!attribute || !('label' in attribute) || score === undefined || scores.has(attribute.label)) continue;
      if (!(score >= 0 && score <= 1)) {
        throw new SaguimError('bad-file', `The score of ${name} is ${score}`, {
          where: place(line, file),
          hint: 'Scores are from 0 to 1.',
        });
      }
      scores.set(attribute.label, score);
    }
  }
  let blocked: boolean | undefined;
  for (const field of decisionFields) {
    const word = String(fields[field] ?? '').toLowerCase();
    if (blocking.includes(word)) blocked ??= true;
    else if (allowing.includes(word)) blocked ??= false;
  }
  if (scores.size === 0 && blocked === undefined) {
    throw new SaguimError('bad-file', 'The comment has neither scores nor a decision', {
      where: place(line, file),
      hint: 'Give Perspective\'s answer ("attributeScores"), a score such as "TOXICITY": 0.8, or "decision": "allow" or "block".',
    });
  }
  const { language, section } = fields;
  return {
    text,
    scores,
    ...(typeof language === 'string' && { language }),
    ...(typeof section === 'string' && { section }),
    ...(blocked !== undefined && { blocked }),
  };
}

/** A number, or Perspective's `{ summaryScore: { value } }`. */
function toScore(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const summary = (value as { summaryScore?: { value?: unknown } } | null)?.summaryScore?.value;
  return typeof summary === 'number' ? summary : undefined;
}
