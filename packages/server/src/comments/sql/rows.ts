import type { AuditEntry, StoredComment, StoredDecision, StoredPerson, StoredReport } from 'saguim/comments';

/** What a column holds: `json` is written as text. */
type Kind = 'plain' | 'json';
type Columns<T> = Readonly<Record<keyof T, readonly [column: string, kind: Kind]>>;

export type Row = Record<string, unknown>;

const plain = (column: string) => [column, 'plain'] as const;
const json = (column: string) => [column, 'json'] as const;

/** By property: its column. */
export const commentColumns: Columns<StoredComment> = {
  id: plain('id'),
  sequence: plain('sequence'),
  page: plain('page'),
  section: plain('section'),
  parent: plain('parent'),
  root: plain('root'),
  depth: plain('depth'),
  writer: plain('writer'),
  name: plain('name'),
  byModerator: plain('by_moderator'),
  text: plain('text'),
  version: plain('version'),
  locale: plain('locale'),
  state: plain('state'),
  created: plain('created'),
  edited: plain('edited'),
  changed: plain('changed'),
  shown: plain('shown'),
  seen: plain('seen'),
  replies: plain('replies'),
  reports: plain('reports'),
  verdict: json('verdict'),
  nameDoubt: plain('name_doubt'),
  labels: plain('labels'),
  language: plain('language'),
  uncertainty: plain('uncertainty'),
  appeal: json('appeal'),
  ruling: json('ruling'),
  claimedBy: plain('claimed_by'),
  claimedUntil: plain('claimed_until'),
  key: plain('key'),
  digest: plain('digest'),
};

export const personColumns: Columns<StoredPerson> = {
  id: plain('id'),
  name: plain('name'),
  nameKey: plain('name_key'),
  guest: plain('guest'),
  moderator: plain('moderator'),
  since: plain('since'),
  salt: plain('salt'),
  buckets: json('buckets'),
  erasing: plain('erasing'),
};

export const reportColumns: Columns<StoredReport> = {
  comment: plain('comment'),
  reporter: plain('reporter'),
  reason: plain('reason'),
  note: plain('note'),
  time: plain('time'),
  settled: plain('settled'),
};

export const decisionColumns: Columns<StoredDecision> = {
  id: plain('id'),
  comment: plain('comment'),
  moderator: plain('moderator'),
  action: plain('action'),
  label: plain('label'),
  note: plain('note'),
  time: plain('time'),
  before: plain('before'),
  replaced: plain('replaced'),
  reports: plain('reports'),
  uncertainty: plain('uncertainty'),
  version: plain('version'),
  undone: plain('undone'),
  learned: plain('learned'),
};

export const entryColumns: Columns<AuditEntry> = {
  number: plain('number'),
  time: plain('time'),
  event: plain('event'),
  by: plain('by'),
  actor: plain('actor'),
  comment: plain('comment'),
  from: plain('"from"'),
  to: plain('"to"'),
  details: json('details'),
  hash: plain('hash'),
};

/** `id, sequence, …` as they are selected, each under its property's name. */
export const selection = <T>(columns: Columns<T>, table = ''): string =>
  (Object.entries(columns) as [string, readonly [string, Kind]][])
    .map(([property, [column]]) => `${table}${column} AS "${property}"`)
    .join(', ');

const written = (value: unknown, kind: Kind) => (kind === 'json' && value !== null ? JSON.stringify(value) : value);

/** Columns and values for writing, without those left out. */
export function writing<T extends object>(columns: Columns<T>, value: T, without: readonly (keyof T)[] = []) {
  const entries = (Object.entries(columns) as [keyof T & string, readonly [string, Kind]][]).filter(
    ([property]) => !without.includes(property),
  );
  return {
    names: entries.map(([, [column]]) => column),
    values: entries.map(([property, [, kind]]) => written(value[property], kind)),
  };
}

/** `INSERT … ON CONFLICT DO UPDATE`. */
export function upsert<T extends object>(
  table: string,
  columns: Columns<T>,
  keys: readonly string[],
  value: T,
): { text: string; values: unknown[] } {
  const { names, values } = writing(columns, value);
  const places = names.map((_, i) => `$${i + 1}`).join(', ');
  const sets = names.filter((name) => !keys.includes(name)).map((name) => `${name} = excluded.${name}`);
  return {
    text: `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places}) ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${sets.join(', ')}`,
    values,
  };
}
