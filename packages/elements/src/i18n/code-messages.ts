/** What the code editors say besides what is on the screen. */
export interface CodeMessages {
  /** Of a suggestion that has come. */
  readonly suggestion: (lines: number) => string;
  readonly suggestionOf: (index: number, count: number) => string;
  readonly accepted: string;
  readonly dismissed: string;
  /** The editor's description: which keys there are. `mac`: the names of that keyboard. */
  readonly description: (mac: boolean) => string;
  /** The window in which a suggestion is read as plain text. */
  readonly readTitle: string;
  readonly accept: string;
  readonly close: string;
  /** What can be done, as a list of commands names it. */
  readonly commands: Readonly<Record<'all' | 'word' | 'line' | 'dismiss' | 'next' | 'previous' | 'request' | 'read', string>>;
}
