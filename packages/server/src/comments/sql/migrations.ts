/** Statements that bring tables from one version to the next, in order. What was released is never changed: another one is added. */
export const migrations: readonly string[] = [
  `CREATE TABLE saguim_comment (
    id text PRIMARY KEY,
    sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    page text NOT NULL,
    section text,
    parent text,
    root text NOT NULL,
    depth integer NOT NULL,
    writer text,
    name text,
    by_moderator boolean NOT NULL,
    text text,
    version integer NOT NULL,
    locale text,
    state text NOT NULL,
    created bigint NOT NULL,
    edited bigint,
    changed bigint NOT NULL,
    shown boolean NOT NULL,
    seen boolean NOT NULL,
    replies integer NOT NULL,
    reports integer NOT NULL,
    verdict jsonb,
    name_doubt text,
    labels text[] NOT NULL,
    language text NOT NULL,
    uncertainty integer NOT NULL,
    appeal jsonb,
    ruling jsonb,
    claimed_by text,
    claimed_until bigint,
    key text,
    digest text,
    terms text[] NOT NULL
  );
  CREATE UNIQUE INDEX saguim_comment_key ON saguim_comment (writer, key) WHERE key IS NOT NULL;
  CREATE INDEX saguim_comment_top ON saguim_comment (page, sequence) WHERE shown AND parent IS NULL;
  CREATE INDEX saguim_comment_replies ON saguim_comment (parent, sequence) WHERE shown;
  CREATE INDEX saguim_comment_changes ON saguim_comment (page, changed);
  CREATE INDEX saguim_comment_writer ON saguim_comment (writer, sequence) INCLUDE (state) WHERE writer IS NOT NULL;
  CREATE INDEX saguim_comment_uncertain ON saguim_comment (uncertainty DESC, sequence) WHERE state IN ('held', 'reported', 'appealed');
  CREATE INDEX saguim_comment_queued ON saguim_comment (sequence) WHERE state IN ('held', 'reported', 'appealed');
  CREATE INDEX saguim_comment_checking ON saguim_comment (sequence) WHERE state = 'checking';
  CREATE INDEX saguim_comment_claimed ON saguim_comment (claimed_by) WHERE claimed_by IS NOT NULL;
  CREATE INDEX saguim_comment_terms ON saguim_comment USING gin (terms);

  CREATE TABLE saguim_person (
    id text PRIMARY KEY,
    name text,
    name_key text,
    guest boolean NOT NULL,
    moderator boolean NOT NULL,
    since bigint NOT NULL,
    salt text NOT NULL,
    buckets jsonb NOT NULL,
    erasing boolean NOT NULL
  );
  CREATE INDEX saguim_person_name ON saguim_person (name_key) WHERE name_key IS NOT NULL;
  CREATE INDEX saguim_person_erasing ON saguim_person (id) WHERE erasing;

  CREATE TABLE saguim_report (
    comment text NOT NULL,
    reporter text NOT NULL,
    reason text NOT NULL,
    note text,
    time bigint NOT NULL,
    settled boolean NOT NULL,
    PRIMARY KEY (comment, reporter)
  );
  CREATE INDEX saguim_report_reporter ON saguim_report (reporter);

  CREATE TABLE saguim_decision (
    id text PRIMARY KEY,
    comment text NOT NULL,
    moderator text NOT NULL,
    action text NOT NULL,
    label text,
    note text,
    time bigint NOT NULL,
    before text NOT NULL,
    replaced text,
    reports integer NOT NULL,
    uncertainty integer NOT NULL,
    version integer NOT NULL,
    undone boolean NOT NULL,
    learned boolean NOT NULL
  );
  CREATE INDEX saguim_decision_comment ON saguim_decision (comment);
  CREATE INDEX saguim_decision_moderator ON saguim_decision (moderator);
  CREATE INDEX saguim_decision_time ON saguim_decision (time) WHERE NOT undone;
  CREATE INDEX saguim_decision_unlearned ON saguim_decision (time) WHERE NOT learned AND NOT undone;

  CREATE TABLE saguim_page (page text PRIMARY KEY, visible integer NOT NULL, closed boolean NOT NULL);

  CREATE TABLE saguim_vector (
    comment text PRIMARY KEY,
    version integer NOT NULL,
    model text NOT NULL,
    codes bytea NOT NULL
  );

  CREATE TABLE saguim_audit (
    number bigint PRIMARY KEY,
    time bigint NOT NULL,
    event text NOT NULL,
    by text NOT NULL,
    actor text,
    comment text,
    "from" text,
    "to" text,
    details jsonb NOT NULL,
    hash text NOT NULL
  );
  CREATE TABLE saguim_audit_end (one boolean PRIMARY KEY CHECK (one), number bigint NOT NULL, hash text NOT NULL);
  INSERT INTO saguim_audit_end VALUES (true, 0, '');

  CREATE TABLE saguim_setting (name text PRIMARY KEY, value text NOT NULL);`,
];
