import { SaguimError } from '@saguim/engine/spec';
import type { PieceScores } from './assemble-verdict.js';
import type { Decision, LearningState, SiteHeadFigures } from './decision.js';
import { decodeLearning, encodeLearning } from './learning-file.js';
import { fewestDecisions, type KeptDecision, learnSiteHead, type SiteHead, shifted } from './site-head.js';

/** Older decisions are forgotten: a site changes. */
const mostKept = 5000;
const recent = 50;
/** With many decisions it learns again when there are so many more, in share. */
const growth = 1.05;

/** What a site's moderators taught: their decisions, what was learned from them, and whether it counts. */
export class SiteLearning {
  #decisions: KeptDecision[] = [];
  #model: { fingerprint: string; dimensions: number } | undefined;
  #wanted = true;
  #head: SiteHead | undefined;
  #figures: SiteHeadFigures | undefined;
  /** How many there were when it learned. */
  #learnedFrom = 0;

  /** @param saved what `save()` gave @throws {SaguimError} `bad-file` */
  constructor(saved?: Uint8Array) {
    if (saved === undefined) return;
    const { fingerprint, dimensions, wanted, decisions } = decodeLearning(saved);
    this.#model = { fingerprint, dimensions };
    this.#wanted = wanted;
    this.#decisions = [...decisions];
  }

  get state(): LearningState {
    const count = this.#decisions.length;
    return {
      decisions: count,
      needed: Math.max(0, fewestDecisions - count),
      active: this.#wanted && this.#head !== undefined,
      ready: this.#head !== undefined,
      ...(this.#figures && { figures: this.#figures }),
      ...(count > 0 && { disagreement: this.#disagreement() }),
    };
  }

  /** @throws {SaguimError} `unsupported` where it was learned with another model */
  checkModel(fingerprint: string): void {
    if (!this.#model || this.#model.fingerprint === fingerprint) return;
    throw new SaguimError('unsupported', 'What moderators taught was learned with another model', {
      where: 'learning',
      hint: 'Give the decisions again with learn(), or leave `learning` out.',
    });
  }

  /** A piece's scores with what was learned, where it counts. */
  shift<T extends PieceScores & { readonly vector: Float32Array }>(piece: T): T {
    const head = this.#wanted ? this.#head : undefined;
    if (!head) return piece;
    const scores = new Map([...piece.scores].map(([label, score]) => [label, shifted(head, label, piece.vector, score)]));
    return { ...piece, scores };
  }

  /** @throws {SaguimError} `invalid-argument` */
  checkDecision(value: unknown, labels: readonly string[], where: string): Decision {
    const wrong = (what: string, key: string, hint: string) =>
      new SaguimError('invalid-argument', what, { where: `${where}.${key}`, hint });
    const { text, action, labels: right, section, time } = (value ?? {}) as Partial<Record<keyof Decision, unknown>>;
    if (typeof text !== 'string' || !/[\p{L}\p{N}\p{S}\p{P}]/u.test(text))
      throw wrong('The decision has no text', 'text', 'Give the text that was decided about.');
    if (action !== 'allow' && action !== 'block') throw wrong('The decision has no action', 'action', 'Give "allow" or "block".');
    if (section !== undefined && typeof section !== 'string')
      throw wrong('The section is no text', 'section', 'Give its name, or leave it out.');
    if (time !== undefined && !Number.isFinite(time)) throw wrong('The time is no number', 'time', 'Give milliseconds since 1970.');
    if (right !== undefined) {
      if (typeof right !== 'object' || right === null || Array.isArray(right))
        throw wrong('The labels are no object', 'labels', 'Such as { "toxicity": true }.');
      for (const [label, one] of Object.entries(right)) {
        if (!labels.includes(label))
          throw wrong(`There is no label "${label}" that can be learned`, 'labels', `There are: ${labels.join(', ')}.`);
        if (typeof one !== 'boolean')
          throw wrong(`The label "${label}" is neither true nor false`, 'labels', 'Such as { "toxicity": true }.');
      }
    }
    return value as Decision;
  }

  /** What is kept of a decision. @param read what the model alone said, and which label came closest to its threshold */
  toKept(
    { action, labels, time }: Decision,
    read: { vector: Float32Array; scores: ReadonlyMap<string, number>; closest: string; flagged: boolean },
  ): KeptDecision {
    const blocked = action === 'block';
    const names = [...read.scores.keys()];
    const targets = labels ?? (blocked ? { [read.closest]: true } : Object.fromEntries(names.map((name) => [name, false])));
    return {
      vector: read.vector,
      scores: Object.fromEntries(read.scores),
      targets,
      blocked,
      flagged: read.flagged,
      time: time ?? Date.now(),
    };
  }

  add(decisions: readonly KeptDecision[], model: { fingerprint: string; dimensions: number }): void {
    this.#model = model;
    this.#decisions.push(...decisions);
    if (this.#decisions.length > mostKept) this.#decisions.splice(0, this.#decisions.length - mostKept);
  }

  /** Learns again where there is enough new. */
  *relearn(isFlagged: (label: string, score: number) => boolean): Generator<void, void> {
    const count = this.#decisions.length;
    if (count < fewestDecisions || (this.#figures && count < mostKept && count < this.#learnedFrom * growth && count > this.#learnedFrom))
      return;
    const { head, figures } = yield* learnSiteHead([...this.#decisions], isFlagged);
    this.#learnedFrom = count;
    this.#head = head;
    this.#figures = figures;
  }

  /** @throws {SaguimError} `invalid-argument` */
  use(active: boolean): void {
    if (active && !this.#head) {
      throw new SaguimError('invalid-argument', 'Nothing was learned that is better than the model alone', {
        hint: `Give more decisions: at least ${fewestDecisions}, of both kinds.`,
      });
    }
    this.#wanted = active;
  }

  save(): Uint8Array<ArrayBuffer> {
    return encodeLearning({ fingerprint: '', dimensions: 1, ...this.#model, wanted: this.#wanted, decisions: this.#decisions });
  }

  #disagreement(): NonNullable<LearningState['disagreement']> {
    const against = (some: readonly KeptDecision[]) => some.filter(({ blocked, flagged }) => blocked !== flagged).length / some.length;
    const sorted = [...this.#decisions].sort((a, b) => a.time - b.time);
    const all = against(sorted);
    const newest = sorted.slice(-recent);
    const late = against(newest);
    // Two standard errors of a share: less is chance.
    const error = Math.sqrt(Math.max(all * (1 - all), 1e-4) / newest.length);
    return { all, recent: late, drifting: sorted.length >= 2 * recent && late - all > 2 * error };
  }
}
