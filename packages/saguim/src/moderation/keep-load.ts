import { SaguimError } from '@saguim/engine/spec';

/** A comment of the past: our score, and whether it was flagged before. */
export interface PastComment {
  readonly score: number;
  readonly flagged: boolean;
  /** Whether people found that it should be, where that is known. */
  readonly right?: boolean;
}

/** How flags compare with what is right: people's decisions where they are known, else the flags of before. */
export interface FlagFigures {
  /** How many are flagged. */
  readonly flagged: number;
  readonly precision: number;
  readonly recall: number;
}

export interface KeptLoad {
  /** From this score on as many comments are flagged as before, as nearly as the scores allow. */
  readonly threshold: number;
  readonly figures: FlagFigures;
  /** Of the flags of before, where people's decisions are known. */
  readonly before?: FlagFigures;
  /** Places of comments that are flagged now and were not, the highest scores first; and of those that were and are not, the lowest first. */
  readonly nowFlagged: readonly number[];
  readonly noLongerFlagged: readonly number[];
}

/**
 * The threshold that flags as many of these comments as before, and what changes with it.
 * @throws {SaguimError} `invalid-argument` where none or all were flagged: then any threshold would do
 */
export function keepLoad(comments: readonly PastComment[]): KeptLoad {
  const load = comments.filter(({ flagged }) => flagged).length;
  if (load === 0 || load === comments.length) {
    throw new SaguimError('invalid-argument', `Of ${comments.length} comments ${load === 0 ? 'none' : 'all'} were flagged`, {
      where: 'comments',
      hint: 'Give comments of both kinds, or another threshold of before.',
    });
  }
  const places = comments.map((_, i) => i).sort((a, b) => comments[b]!.score - comments[a]!.score);
  const [last, next] = [comments[places[load - 1]!]!.score, comments[places[load]!]!.score];
  // Half-way between those that fall on either side; among equal scores there is nothing between.
  const threshold = Math.max(round((last + next) / 2) > next ? round((last + next) / 2) : last, Number.MIN_VALUE);
  const now = comments.map(({ score }) => score >= threshold);
  const judged = comments.some(({ right }) => right !== undefined);
  const figuresOf = (flags: readonly boolean[]): FlagFigures => {
    const known = comments.flatMap(({ right, flagged }, i) =>
      judged && right === undefined ? [] : [{ flag: flags[i]!, right: right ?? flagged }],
    );
    const both = known.filter(({ flag, right }) => flag && right).length;
    const share = (all: number) => (all === 0 ? 0 : both / all);
    return {
      flagged: flags.filter(Boolean).length,
      precision: share(known.filter(({ flag }) => flag).length),
      recall: share(known.filter(({ right }) => right).length),
    };
  };
  return {
    threshold,
    figures: figuresOf(now),
    ...(judged && { before: figuresOf(comments.map(({ flagged }) => flagged)) }),
    nowFlagged: places.filter((i) => now[i] && !comments[i]!.flagged),
    noLongerFlagged: places.filter((i) => !now[i] && comments[i]!.flagged).reverse(),
  };
}

const round = (value: number) => Number(value.toPrecision(4));
