import { CommentClient, type CommentState, type ModerationService } from 'saguim/comments';
import { openTables } from '../store/indexeddb-tables.js';
import type { TableStore } from '../store/table-store.js';
import type { Ruling } from './queue-decision.js';

/** What is on its way to whoever keeps comments: a decision is to be taken back, made, or first the one and then the other. */
export interface Errand {
  readonly undo: boolean;
  readonly ruling?: Ruling;
  /** Of the comment, as it was looked at. */
  readonly version: number;
  readonly state: CommentState;
}

/** An errand as it is kept. */
interface ErrandRecord extends Errand {
  readonly id: string;
  readonly owner: string;
  readonly comment: string;
}

export type OutboxTables = { errands: ErrandRecord };

const openHere = () => openTables<OutboxTables>('saguim-moderation-outbox', { errands: 'owner' });

/**
 * Decisions of one moderator that have not arrived, kept in this browser over reloads and crashes. Of comments it holds ids, and no words.
 * A browser that lets the page keep nothing keeps them as long as the page lives.
 */
export class DecisionOutbox {
  #tables: Promise<TableStore<OutboxTables>> | undefined;
  #owner: string | undefined;
  /** One after the other, so that what was put and removed is removed. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param askOwner whose decisions, and where: nobody else's are sent. Asked until it is known */
  constructor(
    private readonly askOwner: () => Promise<string>,
    private readonly openTables: () => Promise<TableStore<OutboxTables>> = openHere,
  ) {}

  /** All there are, by comment. @throws what asking for the owner throws */
  async all(): Promise<Map<string, Errand>> {
    const owner = await this.#ownerOf();
    const records = await (await this.#open()).group('errands', owner).catch(() => []);
    return new Map(
      records.map(({ comment, undo, ruling, version, state }) => [comment, { undo, version, state, ...(ruling && { ruling }) }]),
    );
  }

  put(errands: ReadonlyMap<string, Errand>): void {
    this.#write((owner) => ({
      put: { errands: [...errands].map(([comment, errand]) => ({ ...errand, id: idOf(owner, comment), owner, comment })) },
    }));
  }

  remove(comments: readonly string[]): void {
    this.#write((owner) => ({ remove: { errands: comments.map((comment) => idOf(owner, comment)) } }));
  }

  async #ownerOf(): Promise<string> {
    this.#owner ??= await this.askOwner();
    return this.#owner;
  }

  #open(): Promise<TableStore<OutboxTables>> {
    this.#tables ??= this.openTables();
    return this.#tables;
  }

  #write(change: (owner: string) => Parameters<TableStore<OutboxTables>['write']>[0]): void {
    // A full disk loses nothing that the page itself still knows.
    this.#last = this.#last.then(async () => (await this.#open()).write(change(await this.#ownerOf()))).catch(() => {});
  }
}

const idOf = (owner: string, comment: string): string => JSON.stringify([owner, comment]);

/** For comments that may be out of reach: those on a server. */
export function outboxOf(service: ModerationService): DecisionOutbox | undefined {
  if (!(service instanceof CommentClient)) return undefined;
  return new DecisionOutbox(async () => `${service.url} ${(await service.person()).id}`);
}
