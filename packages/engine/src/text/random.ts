/**
 * Pseudo-random numbers: xoshiro128** 1.1 (https://prng.di.unimi.it/xoshiro128starstar.c), its state filled from the seed by
 * the finaliser of MurmurHash3 over a Weyl sequence, as SplitMix does. Not for secrets.
 */
export class Random {
  readonly #state = new Uint32Array(4);

  /** @param seed any safe integer; equal seeds give equal numbers */
  constructor(seed: number) {
    const low = seed >>> 0;
    const high = Math.floor(seed / 2 ** 32) >>> 0;
    for (let i = 0; i < 4; i++) {
      const weyl = Math.imul(i + 1, 0x9e3779b9);
      this.#state[i] = mix(mix(low + weyl) ^ (high + weyl));
    }
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
  }

  /** With the generator's state (4,) as it is, not all zero. */
  static fromState(state: ArrayLike<number>): Random {
    const random = new Random(0);
    random.#state.set(state);
    return random;
  }

  /** 32 random bits. */
  bits(): number {
    const s = this.#state;
    const [s0, s1, s2, s3] = s as unknown as [number, number, number, number];
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const a = s2 ^ s0;
    const b = s3 ^ s1;
    s[1] = s1 ^ a;
    s[0] = s0 ^ b;
    s[2] = a ^ (s1 << 9);
    s[3] = (b << 11) | (b >>> 21);
    return result;
  }

  /** A number in [0, 1) with 53 random bits. */
  next(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }
}

function mix(z: number): number {
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
}

/** A seed for who does not name one. */
export function randomSeed(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2)) as unknown as [number, number];
  return (high >>> 11) * 2 ** 32 + low;
}
