// A database with many comments, written at once: how they came there is not what is measured.
import { PostgresDatabase, SqlCommentStore } from '../../packages/server/dist/comments/index.js';

/** A page with a fifth of all comments at the top, and one where a comment has 10,000 replies. */
export const greatPage = 'great-page';
export const greatThread = 'great-thread';

const columns =
  'id, page, parent, root, depth, writer, name, by_moderator, text, version, state, created, changed, shown, seen, replies, reports, verdict, labels, language, uncertainty, terms';

const verdict = (score) =>
  `jsonb_build_object('action', 'review', 'scores', jsonb_build_object('toxicity', ${score}), 'spans', '[]'::jsonb, 'reasons', jsonb_build_array(jsonb_build_object('label', 'toxicity', 'kind', 'model', 'action', 'review', 'message', 'A moderator looks.', 'score', ${score}, 'threshold', 0.5)), 'language', 'en', 'policy', jsonb_build_object('id', 'default', 'version', 1))`;

/** Fills a database that is empty with `count` comments: 2 of 100 wait for a moderator. */
export async function fill(address, count) {
  const database = new PostgresDatabase(address);
  await new SqlCommentStore(database).open();
  const many = { query: (text) => database.transaction((connection) => connection.query(text)) };
  const insert = (select) => many.query(`INSERT INTO saguim_comment (${columns}) ${select}`);
  const words = (i) => `'a monkey in the forest number ' || ${i}`;
  const row = ({
    id,
    page,
    parent = 'NULL',
    root,
    depth = 0,
    i,
    state = "'published'",
    shown = 'true',
    replies = 0,
    uncertainty = 0,
    verdict: said = 'NULL',
    labels = "'{}'",
  }) =>
    `SELECT ${id}, ${page}, ${parent}, ${root ?? id}, ${depth}, 'person-' || (${i} % 2000), 'Person ' || (${i} % 2000), false, ${words(i)}, 1, ${state},
      1700000000000 + ${i}, ${i}, ${shown}, ${shown}, ${replies}, 0, ${said}, ${labels}, 'en', ${uncertainty},
      ARRAY['monkei', 'monkey', 'forest' || (${i} % 7), 'number', (${i})::text]`;
  const series = (from, to) => `FROM generate_series(${from}, ${to}) AS i`;
  const held = Math.floor(count / 50);
  const great = Math.floor(count / 5);
  // First what is in the great thread, then a chain, then the great page, what waits, and ordinary pages.
  await insert(row({ id: "'great-0'", page: `'${greatThread}'`, i: '0', replies: 10_000 }));
  await insert(
    `${row({ id: "'reply-' || i", page: `'${greatThread}'`, parent: "'great-0'", root: "'great-0'", depth: 1, i: 'i' })} ${series(1, 10_000)}`,
  );
  await insert(
    `${row({ id: "'0000deep-' || i", page: "'deep'", parent: "CASE WHEN i = 0 THEN NULL ELSE '0000deep-' || (i - 1) END", root: "'0000deep-0'", depth: 'i', i: 'i', replies: 'CASE WHEN i < 999 THEN 1 ELSE 0 END' })} ${series(0, 999)}`,
  );
  await insert(`${row({ id: "'top-' || i", page: `'${greatPage}'`, i: 'i' })} ${series(1, great)}`);
  await insert(
    `${row({ id: "'held-' || i", page: "'page-' || (i % 1000)", i: 'i', state: "'held'", shown: 'false', uncertainty: '(i * 7919) % 1000', verdict: verdict('0.5 + (i % 100) / 250.0'), labels: "'{toxicity}'" })} ${series(1, held)}`,
  );
  const rest = count - 11_001 - great - held;
  await insert(
    `${row({ id: "'plain-' || i", page: "'page-' || (i % 1000)", i: 'i', replies: 'CASE WHEN i % 10 = 0 THEN 2 ELSE 0 END' })} ${series(1, Math.max(1, rest))}`,
  );
  await many.query(
    "INSERT INTO saguim_page SELECT page, count(*) FILTER (WHERE state = 'published'), false FROM saguim_comment GROUP BY page",
  );
  await many.query(
    "INSERT INTO saguim_person (id, name, name_key, guest, moderator, since, salt, buckets, erasing) SELECT 'person-' || i, 'Person ' || i, 'person' || i, false, false, 0, md5(i::text), '{}', false FROM generate_series(0, 1999) AS i",
  );
  await many.query('ANALYZE');
  await database.close();
}
