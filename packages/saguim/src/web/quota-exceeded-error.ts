interface QuotaOptions {
  quota?: number;
  requested?: number;
}

interface QuotaError extends DOMException {
  readonly quota: number | null;
  readonly requested: number | null;
}

type QuotaConstructor = new (message?: string, options?: QuotaOptions) => QuotaError;

const made = new WeakMap<object, QuotaConstructor>();

/** `QuotaExceededError` as https://webidl.spec.whatwg.org/#quotaexceedederror has it, for windows that lack it. */
export function ownQuotaExceededError(Exception: typeof DOMException): QuotaConstructor {
  let own = made.get(Exception);
  if (!own) {
    own = class QuotaExceededError extends Exception implements QuotaError {
      readonly quota: number | null;
      readonly requested: number | null;

      constructor(message = '', { quota, requested }: QuotaOptions = {}) {
        super(message, 'QuotaExceededError');
        this.quota = quota ?? null;
        this.requested = requested ?? null;
      }
    };
    made.set(Exception, own);
  }
  return own;
}

/** An error of the host's own class where it has one, made when it is needed: some hosts have no DOMException to extend. */
export function quotaExceededError(message: string, options: { quota: number; requested: number }): QuotaError {
  const native = (globalThis as { QuotaExceededError?: QuotaConstructor }).QuotaExceededError;
  return new (native ?? ownQuotaExceededError(DOMException))(message, options);
}
