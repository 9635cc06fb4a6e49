import type { CheckItem, CheckManyOptions, Decision, TextModerator, Verdict } from 'saguim';
import type { CommentJudge } from 'saguim/comments';
import type { Teacher } from '../learning/teacher.js';
import type { CheckQueue } from '../queue/check-queue.js';

/** Judges comments in the server's one queue, beside what is asked for over the other routes, once there is one. */
export class QueueJudge implements CommentJudge {
  #queue: CheckQueue | undefined;
  #teacher: Teacher | undefined;

  constructor(private readonly moderator: TextModerator) {}

  attach(queue: CheckQueue, teacher: Teacher): void {
    this.#queue = queue;
    this.#teacher = teacher;
  }

  get policy() {
    return this.moderator.policy;
  }

  get labels() {
    return this.moderator.labels;
  }

  /** Whether a comment would be told to come back. */
  get full(): boolean {
    return this.#queue?.full ?? false;
  }

  checkMany(items: readonly (string | CheckItem)[], options: CheckManyOptions = {}): Promise<Verdict[]> {
    if (!this.#queue) return this.moderator.checkMany(items, options);
    return this.#queue.check(
      items.map((item) => (typeof item === 'string' ? { text: item } : item)),
      options.signal ?? new AbortController().signal,
    );
  }

  async learn(decision: Decision | readonly Decision[]) {
    for (const one of [decision].flat()) await (this.#teacher ? this.#teacher.teach(one) : this.moderator.learn(one));
    return this.moderator.learning;
  }
}
