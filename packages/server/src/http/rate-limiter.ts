interface Bucket {
  tokens: number;
  at: number;
}

/** Callers that are remembered; the one that was quiet for longest is forgotten first. */
const mostClients = 10_000;
/** What may come at once, in seconds of the rate. */
const burst = 4;

/** A bucket of tokens for every caller, refilled at `rate` a second. Time is in milliseconds. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    readonly rate: number,
    private readonly now: () => number,
  ) {}

  /** Takes tokens where one is left, else nothing. What costs more than is left goes through once, and is paid for by waiting after it. @returns seconds to wait, 0 for none */
  take(client: string, cost = 1): number {
    if (this.rate === 0) return 0;
    const bucket = this.#refilled(client);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / this.rate));
    bucket.tokens -= cost;
    return 0;
  }

  /** More of a request that was let in. */
  charge(client: string, cost: number): void {
    if (this.rate > 0) this.#refilled(client).tokens -= cost;
  }

  #refilled(client: string): Bucket {
    const now = this.now();
    const most = Math.max(1, this.rate * burst);
    const bucket = this.#buckets.get(client) ?? { tokens: most, at: now };
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * this.rate);
    bucket.at = now;
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    if (this.#buckets.size > mostClients) this.#buckets.delete(this.#buckets.keys().next().value!);
    return bucket;
  }
}
