/** What was deleted can be brought back for so long, in milliseconds. */
export const UNDO_TIME = 12_000;
