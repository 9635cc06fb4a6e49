import { SaguimError } from '@saguim/engine/spec';
import { AuditLog, auditKey } from './audit-log.js';
import type { CommentContext, CommentOptions } from './comment-context.js';
import type { AdministrationService, CommentService, ModerationService } from './comment-service.js';
import { Judging } from './judging.js';
import { type CommentParts, LocalComments } from './local-comments.js';
import { Meaning } from './meaning.js';
import { Moderating } from './moderating.js';
import { type Person, roles } from './person.js';
import { PersonalDataKeeping } from './personal-data.js';
import { defaultLimits } from './rate-limits.js';
import { Reading } from './reading.js';
import { refusal } from './refusal.js';
import { Watching } from './watching.js';
import { Writing } from './writing.js';

const illegal = Symbol('illegal constructor');
/** Milliseconds between looks for what was left undone. */
const pause = 5000;
const batch = 16;

const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** All that a person may do with comments; each call is refused that is not theirs. */
export type PersonalComments = CommentService & ModerationService & AdministrationService;

/**
 * Comments that moderate themselves, on a store: what is submitted is kept, judged, and published, held or blocked; moderators decide what the machine is unsure
 * of, and each decision is in a log that can be verified. Several systems, in several processes, may work on one store.
 */
export class CommentSystem {
  readonly #parts: CommentParts;
  readonly #timer: { stop?: () => void } = {};
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  /** @throws {TypeError} always: use `CommentSystem.open()` */
  constructor(key: unknown, parts: CommentParts) {
    if (key !== illegal) throw new TypeError('Illegal constructor: use CommentSystem.open().');
    this.#parts = parts;
  }

  /**
   * Opens the store, takes up what a crash left undone, and looks for such again from time to time.
   * @throws {SaguimError} what the store says
   */
  static async open(options: CommentOptions): Promise<CommentSystem> {
    const { store, moderator, limits, onError, admit } = options;
    await store.open();
    const key = await store.transaction((transaction) =>
      transaction.initialSetting(auditKey, toHex(crypto.getRandomValues(new Uint8Array(32)))),
    );
    const context: CommentContext = {
      store,
      moderator,
      meaning: new Meaning(store, options.embedder),
      longest: options.longest ?? 10_000,
      deepest: options.deepest ?? 1000,
      limits: { ...defaultLimits, ...limits },
      hideAfter: options.hideAfter ?? 5,
      reservedNames: options.reservedNames ?? [],
      guests: options.guests ?? true,
      patience: options.patience ?? 10_000,
      learnAfter: options.learnAfter ?? 60,
      learn: options.learn ?? true,
      admit: () => admit?.call(options),
      onError: (error) => onError?.call(options, error),
      log: await AuditLog.create(key),
      process: crypto.randomUUID(),
      get policy() {
        return moderator.policy;
      },
    };
    const system = new CommentSystem(illegal, {
      context,
      reading: new Reading(context),
      writing: new Writing(context),
      judging: new Judging(context),
      moderating: new Moderating(context),
      data: new PersonalDataKeeping(context),
      watching: new Watching(context),
    });
    system.#schedule(0);
    return system;
  }

  /** Comments as a person has them. Who that is, is the caller's to know. @throws {SaguimError} refused: `invalid` */
  as(person: Person): PersonalComments {
    if (this.#closed) throw new SaguimError('closed', 'The comments are closed');
    const { id, role } = person;
    if (!roles.includes(role))
      throw refusal('invalid', 'There is no such role', { where: 'role', hint: `Give one of: ${roles.join(', ')}.` });
    if (id !== undefined && !(typeof id === 'string' && id.length > 0 && id.length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(id)))
      throw refusal('invalid', 'This is no id of a person', { where: 'id', hint: 'Give 1 to 200 characters.' });
    return new LocalComments(this.#parts, person);
  }

  /** Judges what waits, ends erasures that were begun, teaches what was decided, and makes vectors: what is done from time to time, now. */
  catchUp(): Promise<void> {
    this.#work = this.#work.then(() => this.#catchUp()).catch(this.#parts.context.onError);
    return this.#work;
  }

  /** Ends what runs. The store, the moderator and the embedder stay the caller's. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer.stop?.();
    await this.#parts.judging.idle();
    await this.#work;
    await this.#parts.watching.close();
  }

  async #catchUp(): Promise<void> {
    const { judging, moderating, data, context } = this.#parts;
    await data.goOn();
    while (!this.#closed && (await judging.judgeWaiting(batch)) === batch);
    while (context.learn && !this.#closed && (await moderating.teach(batch)) === batch);
    while (!this.#closed && (await context.meaning.makeSome()));
  }

  #schedule(delay: number): void {
    if (this.#closed) return;
    const timer = setTimeout(() => void this.catchUp().finally(() => this.#schedule(pause)), delay);
    // In Node, what waits for nothing else may end.
    (timer as { unref?: () => void }).unref?.();
    this.#timer.stop = () => clearTimeout(timer);
  }
}
