/** The command was asked for in a way that it cannot follow. Its message is one line that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
