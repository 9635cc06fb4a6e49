/** What went wrong, as a word that has a sentence and an advice in every language of the interface. */
export type ProblemKind =
  | 'network'
  | 'storage'
  | 'memory'
  | 'worker'
  | 'too-long'
  | 'unsupported'
  | 'damaged'
  | 'missing'
  | 'settings'
  | 'unknown';

export interface Problem {
  readonly kind: ProblemKind;
  /** The error's own words, for whoever wants to look closer. */
  readonly detail: string;
}

/** Codes of `SaguimError`, names of `DOMException`. */
const kinds: Readonly<Record<string, ProblemKind>> = {
  network: 'network',
  NetworkError: 'network',
  'storage-full': 'storage',
  'out-of-memory': 'memory',
  'worker-died': 'worker',
  InvalidStateError: 'worker',
  'context-overflow': 'too-long',
  QuotaExceededError: 'too-long',
  unsupported: 'unsupported',
  NotSupportedError: 'unsupported',
  'bad-file': 'damaged',
  'bad-template': 'damaged',
  integrity: 'damaged',
  'not-found': 'missing',
  'invalid-argument': 'settings',
  RangeError: 'settings',
  TypeError: 'settings',
};

/** Takes an error of any kind; the reason behind one that only wraps it counts more. */
export function toProblem(error: unknown): Problem {
  const detail = error instanceof Error || error instanceof DOMException ? error.message : String(error);
  const chain: unknown[] = [];
  for (let at: unknown = error; at !== undefined && at !== null && chain.length < 4; at = (at as { cause?: unknown }).cause) chain.push(at);
  for (const link of chain) {
    const { code, name } = link as { code?: unknown; name?: unknown };
    const kind = (typeof code === 'string' ? kinds[code] : undefined) ?? (typeof name === 'string' ? kinds[name] : undefined);
    if (kind) return { kind, detail };
  }
  return { kind: 'unknown', detail };
}

export const isAbort = (error: unknown): boolean => (error as { name?: unknown } | undefined)?.name === 'AbortError';
