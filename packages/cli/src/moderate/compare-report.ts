import { SaguimError } from '@saguim/engine';
import { type FlagFigures, type KeptLoad, keepLoad, type Policy } from 'saguim';
import type { RecordedComment } from './past-comment.js';

/** What keeping the review load of one label comes to. */
export interface LabelComparison {
  readonly label: string;
  readonly comments: number;
  /** Flagged before: by Perspective's score, or by people where there is none. */
  readonly flagged: number;
  readonly load: number;
  readonly threshold: number;
  /** Held to people's decisions where there are some, else to the flags of before. */
  readonly heldTo: 'decisions' | 'flags';
  readonly figures: FlagFigures;
  readonly before?: FlagFigures;
  readonly nowFlagged: readonly ChangedComment[];
  readonly noLongerFlagged: readonly ChangedComment[];
}

export interface ChangedComment {
  readonly text: string;
  readonly score: number;
  readonly before?: number;
  readonly decision?: 'allow' | 'block';
}

/** Labels whose load cannot be kept, and why. */
export interface LeftOut {
  readonly label: string;
  readonly why: string;
}

/** Where no score of before is there, people's decisions are compared with this one. */
const decidedLabel = 'toxicity';

/**
 * For every label that has scores of before, the threshold that flags as many comments.
 * @param scores (comments,) ours, by label @param threshold from which score of before on a comment was flagged
 */
export function compareLabels(
  comments: readonly RecordedComment[],
  scores: readonly Readonly<Record<string, number>>[],
  threshold: number,
): { labels: LabelComparison[]; leftOut: LeftOut[] } {
  const names = [...new Set(comments.flatMap((comment) => [...comment.scores.keys()]))];
  const labels: LabelComparison[] = [];
  const leftOut: LeftOut[] = [];
  for (const label of names.length > 0 ? names : [decidedLabel]) {
    const places = comments.flatMap(({ scores: before }, i) => (names.length === 0 || before.has(label) ? [i] : []));
    if (scores[0]?.[label] === undefined) {
      leftOut.push({ label, why: 'no label here is trained for it' });
      continue;
    }
    const past = places.map((i) => {
      const { scores: before, blocked } = comments[i]!;
      const score = before.get(label);
      return {
        score: scores[i]![label]!,
        flagged: score === undefined ? blocked! : score >= threshold,
        ...(score !== undefined && { right: blocked }),
      };
    });
    let kept: KeptLoad;
    try {
      kept = keepLoad(past);
    } catch (error) {
      if (!(error instanceof SaguimError)) throw error;
      leftOut.push({ label, why: error.message });
      continue;
    }
    const changed = (place: number): ChangedComment => {
      const { text, scores: before, blocked } = comments[places[place]!]!;
      const score = before.get(label);
      return {
        text,
        score: past[place]!.score,
        ...(score !== undefined && { before: score }),
        ...(blocked !== undefined && { decision: blocked ? ('block' as const) : ('allow' as const) }),
      };
    };
    const flagged = past.filter((one) => one.flagged).length;
    labels.push({
      label,
      comments: past.length,
      flagged,
      load: flagged / past.length,
      threshold: kept.threshold,
      heldTo: kept.before || names.length === 0 ? 'decisions' : 'flags',
      figures: kept.figures,
      ...(kept.before && { before: kept.before }),
      nowFlagged: kept.nowFlagged.map(changed),
      noLongerFlagged: kept.noLongerFlagged.map(changed),
    });
  }
  return { labels, leftOut };
}

/** The policy with the thresholds found: for review, and above it what was blocked before stays so. */
export function withThresholds(policy: Policy, labels: readonly LabelComparison[]): Policy {
  const found = labels.map(({ label, threshold }) => {
    const { block } = policy.labels[label] ?? {};
    return [label, { review: threshold, ...(block !== undefined && block >= threshold && { block }) }] as const;
  });
  return { ...policy, version: policy.version + 1, labels: { ...policy.labels, ...Object.fromEntries(found) } };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const mostShown = 10;

/** The comparison for people, line by line. */
export function describeComparison({ labels, leftOut }: ReturnType<typeof compareLabels>): string[] {
  const lines: string[] = [];
  for (const { label, comments, flagged, load, threshold, heldTo, figures, before, nowFlagged, noLongerFlagged } of labels) {
    lines.push(
      `${label}: threshold ${threshold} flags ${figures.flagged} of ${comments} comments, as before (${flagged}, ${percent(load)}).`,
      `  Held to ${heldTo === 'decisions' ? "people's decisions" : 'the flags of before'}: precision ${percent(figures.precision)}, recall ${percent(figures.recall)}${
        before ? `; before: precision ${percent(before.precision)}, recall ${percent(before.recall)}` : ''
      }.`,
    );
    for (const [what, changed] of [
      ['Flagged now, not before', nowFlagged],
      ['Flagged before, not now', noLongerFlagged],
    ] as const) {
      if (changed.length === 0) continue;
      lines.push(`  ${what}: ${changed.length}`);
      for (const one of changed.slice(0, mostShown)) {
        const said = [one.score.toFixed(2), one.before === undefined ? '' : `before ${one.before.toFixed(2)}`, one.decision ?? '']
          .filter(Boolean)
          .join(', ');
        lines.push(`    ${said}: ${JSON.stringify(one.text.length > 100 ? `${one.text.slice(0, 97)}…` : one.text)}`);
      }
      if (changed.length > mostShown) lines.push(`    and ${changed.length - mostShown} more: --json lists them all`);
    }
  }
  for (const { label, why } of leftOut) lines.push(`${label}: left out, ${why}`);
  return lines;
}
