/** What the command's end means to a shell. Listed by `saguim help`. */
export const ExitCode = {
  /** Done; also when the reader of a pipe has seen enough. */
  ok: 0,
  /** Something failed: a file, a model, memory. */
  failure: 1,
  /** Asked wrongly: an unknown command or option, a value out of range. */
  usage: 2,
  /** Ended by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;
