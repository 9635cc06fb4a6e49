import { refuseOthers, toDictionary } from '../web/dictionary.js';

/** Bounds of the closed loop: what would go on for ever ends there. */
export interface RunToolsOptions {
  /** Answers with calls in one prompt, 1 or more; default 10. */
  maxRounds?: number;
  /** How long one call of a tool may take, in milliseconds; default a minute, and Infinity for no bound. */
  timeout?: number;
}

export type ToolLimits = Readonly<Required<RunToolsOptions>>;

/** @throws {TypeError}, {RangeError} */
export function toToolLimits(value: boolean | RunToolsOptions | null | undefined): ToolLimits | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  const { maxRounds = 10, timeout = 60_000, ...others } = value === true ? {} : toDictionary(value, 'saguim.runTools');
  refuseOthers(others, 'saguim.runTools');
  if (!Number.isSafeInteger(maxRounds) || maxRounds < 1) throw new RangeError('maxRounds must be a whole number, 1 or more.');
  if (typeof timeout !== 'number' || !(timeout > 0)) throw new RangeError('timeout must be a number of milliseconds above 0.');
  return { maxRounds, timeout };
}
