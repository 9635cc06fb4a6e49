/** What became of suggestions. Counted here and nowhere else. */
export interface CompletionCounts {
  /** Suggestions shown. */
  readonly shown: number;
  /** Of those: taken whole, in part (words or lines), typed to the end by hand, or sent away with a key. */
  readonly accepted: number;
  readonly acceptedPart: number;
  readonly typedThrough: number;
  readonly dismissed: number;
  /** Of those taken: still in the text 30 seconds later, of so many that were looked at. */
  readonly kept: number;
  readonly checked: number;
  /** Characters taken. */
  readonly acceptedCharacters: number;
}

export type CompletionCount = keyof CompletionCounts;

export const noCounts: CompletionCounts = {
  shown: 0,
  accepted: 0,
  acceptedPart: 0,
  typedThrough: 0,
  dismissed: 0,
  kept: 0,
  checked: 0,
  acceptedCharacters: 0,
};

/** The share of shown suggestions that was wanted: taken or typed, 0 … 1; undefined while too few were shown to tell. */
export function usefulShare({ shown, accepted, acceptedPart, typedThrough }: CompletionCounts, fewest = 20): number | undefined {
  return shown < fewest ? undefined : Math.min(1, (accepted + acceptedPart + typedThrough) / shown);
}
