/** Work of this many milliseconds is done in one go; then the page gets its turn. */
export const SLICE = 8;

type Work = () => void;

const waiting: Work[] = [];
let running = false;

function nextTask(task: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    task();
  };
  port2.postMessage(undefined);
}

function run(): void {
  const end = performance.now() + SLICE;
  do waiting.shift()?.();
  while (waiting.length > 0 && performance.now() < end);
  if (waiting.length > 0) nextTask(run);
  else running = false;
}

/** Does work in small slices with pauses between, first come first served, so that opening a long conversation never blocks the page. */
export function enqueue(work: Work): void {
  waiting.push(work);
  if (running) return;
  running = true;
  nextTask(run);
}
