import { SingleBar } from 'cli-progress';
import type { FoundModel } from './find-model.js';
import { bytes } from './format.js';
import type { Terminal } from './terminal.js';

/** Shows how far loading is, where standard error is a terminal. */
export function loadingBar(terminal: Terminal, model: FoundModel): { update(loaded: number): void; stop(): void } {
  if (!terminal.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({
    format: `${terminal.paint('dim', `Loading ${model.name} (${bytes(model.bytes)})`, terminal.stderr)} {bar} {percentage} %`,
    stream: terminal.stderr,
    barsize: 24,
    clearOnComplete: true,
    barCompleteChar: '━',
    barIncompleteChar: '─',
  });
  bar.start(1, 0);
  return { update: (loaded) => bar.update(loaded), stop: () => bar.stop() };
}
