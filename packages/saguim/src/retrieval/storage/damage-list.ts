import type { SaguimError } from '@saguim/engine/spec';

/** What could not be read. */
export interface Damage {
  readonly file: string;
  readonly message: string;
  readonly offset?: number;
  readonly bytes?: number;
}

/** What was found damaged, each piece once. */
export class DamageList {
  readonly #found = new Map<string, Damage>();

  note(error: unknown): void {
    const { file, offset, bytes } = ((error as SaguimError)?.details ?? {}) as { file?: string; offset?: number; bytes?: number };
    const name = file ?? (error as SaguimError)?.where ?? 'index';
    this.#found.set(`${name} ${offset}`, { file: name, message: (error as Error).message, offset, bytes });
  }

  get list(): readonly Damage[] {
    return [...this.#found.values()];
  }
}
