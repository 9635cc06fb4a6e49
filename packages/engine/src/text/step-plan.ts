import { isDecoding, pendingTokens, type Task } from './job.js';

export interface StepLimits {
  readonly maxRows: number;
  readonly preferredRows: number;
}

/** Rows of prompts in a step that also carries an answer someone is reading, so that its words keep coming. */
export const ROWS_BESIDE_ANSWERS = 32;
/** Rows of background prompts in a step of their own: someone who comes now waits for no more than these. */
export const BACKGROUND_ROWS = 64;
/** Rows of a step for which all logits are wanted, which take much memory. */
export const SCORED_ROWS = 32;

/**
 * How many rows each task gets in the next step. Every running answer gets one. What is left goes to prompts, interactive ones first;
 * fewer rows while someone reads an answer. Among prompts the oldest gets at least half, so that none waits for ever, and the
 * shortest of the others come next, so that a short question does not wait for a long document.
 * @param tasks in order: interactive first, then by arrival
 * @returns rows (tasks,)
 */
export function planRows(tasks: readonly Task[], { maxRows, preferredRows }: StepLimits): number[] {
  const rows = tasks.map(() => 0);
  let answers = 0;
  let someoneReads = false;
  let someoneWaits = false;
  const prompts = { interactive: [] as number[], background: [] as number[] };
  for (const [i, task] of tasks.entries()) {
    const interactive = task.job.priority === 'interactive';
    if (isDecoding(task)) {
      if (answers === maxRows) continue;
      rows[i] = 1;
      answers++;
      someoneReads ||= interactive;
    } else {
      prompts[task.job.priority].push(i);
      someoneWaits ||= interactive;
    }
  }
  let left = Math.min(maxRows - answers, Math.max(1, preferredRows - answers));
  if (someoneReads) left = Math.min(left, ROWS_BESIDE_ANSWERS);
  left -= share(tasks, prompts.interactive, left, rows);
  share(tasks, prompts.background, Math.min(left, someoneReads || someoneWaits ? ROWS_BESIDE_ANSWERS : BACKGROUND_ROWS), rows);
  return rows;
}

/** Shares `budget` rows among the tasks `which`; gives how many it gave. */
function share(tasks: readonly Task[], which: readonly number[], budget: number, rows: number[]): number {
  if (budget <= 0 || which.length === 0) return 0;
  const wanted = (i: number) => {
    const task = tasks[i]!;
    return task.job.outputs === 'all' ? Math.min(pendingTokens(task), SCORED_ROWS) : pendingTokens(task);
  };
  const oldest = which[0]!;
  let left = budget;
  const give = (i: number, most: number) => {
    const given = Math.min(wanted(i) - rows[i]!, most, left);
    rows[i]! += given;
    left -= given;
  };
  give(oldest, Math.ceil(budget / 2));
  const others = which.slice(1).sort((a, b) => wanted(a) - wanted(b) || a - b);
  for (const i of others) give(i, left);
  give(oldest, left);
  return budget - left;
}
