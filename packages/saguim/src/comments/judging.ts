import type { CheckItem, Verdict } from '../moderation/index.js';
import { changeComment } from './change-comment.js';
import { type CommentContext, policyName } from './comment-context.js';
import type { StoredComment } from './comment-store.js';
import type { CommentEvent } from './states.js';
import { rankOf } from './uncertainty.js';
import { checkLease } from './writing.js';

const mostRecent = 20;

/** Has comments that wait be judged, and does what the verdict says. */
export class Judging {
  readonly #running = new Map<string, Promise<StoredComment | undefined>>();

  constructor(private readonly context: CommentContext) {}

  /** Judges a comment of this process; once, however many ask. @returns what became of it; nothing where it is gone or another is at it */
  judge(comment: StoredComment): Promise<StoredComment | undefined> {
    const key = `${comment.id} ${comment.version}`;
    let running = this.#running.get(key);
    if (!running) {
      running = this.#judge(comment).finally(() => this.#running.delete(key));
      this.#running.set(key, running);
    }
    return running;
  }

  /** Takes up what waits and nobody is at: after a crash, or where a check failed. @returns how many were judged */
  async judgeWaiting(limit = 16): Promise<number> {
    const { store, process } = this.context;
    const waiting = await store.transaction(async (transaction) => {
      const now = await transaction.now();
      return transaction.claimUnchecked(process, now, now + checkLease, limit);
    });
    await Promise.all(waiting.map((comment) => this.judge(comment)));
    return waiting.length;
  }

  /** Resolves when nothing is being judged. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  async #judge(comment: StoredComment): Promise<StoredComment | undefined> {
    if (comment.text === null) return undefined;
    const [verdict] = await this.context.moderator.checkMany([await this.#item(comment)]);
    return this.#apply(comment, verdict!);
  }

  async #item(comment: StoredComment): Promise<CheckItem> {
    const { policy, store } = this.context;
    const { text, section, locale, writer } = comment;
    const rules = policy.rules ?? [];
    const asks = rules.some((rule) => rule.kind === 'rate' || (rule.kind === 'repeats' && rule.comments !== undefined));
    const quotes = comment.parent !== null && /^\s*>/m.test(text!);
    const { recent, parent } =
      asks || quotes
        ? await store.read(async (reader) => ({
            recent: asks && writer !== null ? await reader.commentsBy(writer, { limit: mostRecent, after: comment.sequence }) : [],
            parent: quotes ? await reader.comment(comment.parent!) : undefined,
          }))
        : { recent: [], parent: undefined };
    return {
      text: text!,
      ...(section !== null && { section }),
      ...(locale !== null && { locale }),
      context: {
        time: comment.edited ?? comment.created,
        recent: recent.flatMap((one) => (one.text === null ? [] : [{ text: one.text, time: one.created }])),
        ...(parent?.text && { parent: parent.text }),
      },
    };
  }

  /** In one transaction what the verdict says and that it was said: what was judged twice is decided once. */
  async #apply({ id, version }: StoredComment, { categories: _categories, ...verdict }: Verdict): Promise<StoredComment | undefined> {
    const { context } = this;
    return context.store.transaction(async (transaction) => {
      const comment = await transaction.lockComment(id);
      // Edited, deleted or judged by another meanwhile.
      if (comment?.state !== 'checking' || comment.version !== version) return comment;
      const event: CommentEvent =
        verdict.action === 'block'
          ? 'block'
          : verdict.action === 'review' || comment.nameDoubt
            ? 'hold'
            : comment.reports > 0
              ? 'return'
              : 'publish';
      const labels = [...new Set(verdict.reasons.map(({ label }) => label))];
      const [reason] = verdict.reasons;
      return changeComment(context, transaction, comment, {
        event,
        by: 'machine',
        actor: null,
        set: {
          verdict,
          labels,
          language: verdict.language,
          uncertainty: rankOf({ ...comment, verdict }, context.policy),
          claimedBy: null,
          claimedUntil: null,
        },
        details: {
          policy: policyName(verdict.policy),
          ...(reason && { label: reason.label, kind: reason.kind }),
          ...(event === 'hold' && comment.nameDoubt && { name: comment.nameDoubt }),
        },
      });
    });
  }
}
