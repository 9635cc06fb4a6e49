/** What kept a request from being answered, as a word for metrics. */
export type ProblemReason =
  | 'invalid'
  | 'not-found'
  | 'method'
  | 'key-missing'
  | 'key-wrong'
  | 'origin'
  | 'too-large'
  | 'media-type'
  | 'rate'
  | 'overload'
  | 'timeout'
  | 'unavailable'
  | 'internal';

export const statusOf = {
  invalid: 400,
  'not-found': 404,
  method: 405,
  'key-missing': 401,
  'key-wrong': 401,
  origin: 403,
  'too-large': 413,
  'media-type': 415,
  rate: 429,
  overload: 429,
  timeout: 504,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ProblemReason, number>;

export interface ProblemDetails {
  /** Seconds until it is worth coming back. */
  readonly retryAfter?: number;
  /** Which part of the request it is about, such as `input[1]`. */
  readonly field?: string;
  /** A name that programs may compare: OpenAI's `code`, Perspective's `errorType`. */
  readonly code?: string;
  /** What Perspective puts beside its `errorType`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A request that is not answered as it was meant. Its message is for the caller and never holds what the caller sent as text. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly reason: ProblemReason,
    message: string,
    readonly details: ProblemDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
  }
}
