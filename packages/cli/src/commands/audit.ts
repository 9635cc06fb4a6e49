import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { SaguimError } from '@saguim/engine';
import { type Command, Option } from 'commander';
import { type AuditReport, CommentClient, verifyAudit } from 'saguim/comments';
import { openToRead } from '../file-errors.js';
import { keysFrom } from '../serve-comments.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

interface Options {
  readonly database?: string;
  readonly server?: string;
  readonly head?: string;
  readonly export?: boolean;
  readonly json?: boolean;
}

const what: Readonly<Record<NonNullable<AuditReport['problem']>['what'], string>> = {
  missing: 'is not there, or not where it was',
  changed: 'was changed',
  malformed: 'is no entry',
  head: 'does not come: the log no longer holds the entry with the hash of --head, so its end was cut off or written anew',
};

async function* linesOf(file: string): AsyncGenerator<unknown> {
  const descriptor = file === '-' ? undefined : openToRead(file);
  const input = descriptor === undefined ? process.stdin : createReadStream('', { fd: descriptor });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    try {
      yield JSON.parse(line);
    } catch {
      yield undefined;
    }
  }
}

async function* entriesOf(server: string): AsyncGenerator<unknown> {
  const [key] = keysFrom('SAGUIM_ADMIN_KEYS');
  const client = new CommentClient({ url: server, ...(key !== undefined && { token: key }) });
  for (let after = 0; ; ) {
    const entries = await client.audit({ after, limit: 10_000 });
    yield* entries;
    if (entries.length === 0) return;
    after = entries.at(-1)!.number;
  }
}

export function addAuditCommand(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  program
    .command('audit')
    .summary('verify the log of comments')
    .argument('[file]', 'a log that was exported (JSONL); - reads standard input')
    .description(
      'Looks whether the log of what became of comments is whole: every entry holds the hash of the one before. Of a database also whether each comment is where the log says. Exits with 1 where something is wrong.',
    )
    .option('--database <address|folder>', 'a PostgreSQL, or the folder given to saguim serve --data (default: DATABASE_URL)')
    .option('--server <address>', 'a server that runs, with the first key of SAGUIM_ADMIN_KEYS')
    .option('--head <hash>', 'the hash of an entry that was seen before: the log must still hold it')
    .addOption(new Option('--export', 'print the log, an entry a line, without looking at it').conflicts(['head', 'json']))
    .option('--json', 'the result as JSON')
    .action(async (file: string | undefined, options: Options) => {
      const { head, server } = options;
      if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) throw new UsageError('--head is no hash: give 64 hexadecimal digits.');
      const database = options.database ?? (file === undefined && server === undefined ? process.env.DATABASE_URL || undefined : undefined);
      if ([file, server, database].filter((one) => one !== undefined).length !== 1)
        throw new UsageError('Name one log: a file, --server, or --database (or DATABASE_URL).');
      let report: AuditReport & {
        readonly comments?: number;
        readonly astray?: readonly { id: string; state: string; logged: string | null }[];
      };
      if (database !== undefined) {
        const { auditDatabase, exportAudit } = await import('@saguim/server');
        if (options.export) return exportAudit(database, (entry) => terminal.json(entry));
        report = await auditDatabase(database, head);
      } else {
        const entries = file === undefined ? entriesOf(server!) : linesOf(file);
        if (options.export) {
          for await (const entry of entries) await terminal.json(entry);
          return;
        }
        report = await verifyAudit(entries, head);
      }
      if (!report.valid) setExitCode(1);
      if (options.json) return terminal.json(report);
      const { entries, problem, comments, astray = [] } = report;
      if (problem)
        throw new SaguimError('integrity', `Entry ${problem.number} ${what[problem.what]}`, { hint: `${entries} before it hold.` });
      for (const { id, state, logged } of astray.slice(0, 20))
        await terminal.line(`${terminal.paint('red', '✗')} comment ${id} is ${state}, and the log says ${logged ?? 'nothing'}`);
      if (astray.length > 0) throw new SaguimError('integrity', `${astray.length} comments are not where the log says`);
      await terminal.line(
        `${terminal.paint('green', '✓')} ${entries} entries, whole${comments === undefined ? '' : `; ${comments} comments where they say`}.`,
      );
      await terminal.line(`Head: ${report.head}`);
    });
}
