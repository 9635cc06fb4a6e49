import { SingleBar } from 'cli-progress';
import { bytes } from './format.js';
import type { Terminal } from './terminal.js';

/** What is shown of a download. */
export interface Shown {
  readonly loaded: number;
  readonly total: number;
  readonly state?: string;
  readonly bytesPerSecond?: number;
  readonly remainingSeconds?: number;
  readonly reason?: string;
}

/** `1:05`, `2:03:04`: a time that is left. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const words: Readonly<Record<string, string>> = {
  resolving: 'asking what there is',
  waiting: 'another process fetches it',
  verifying: 'verifying',
};

/** What stands behind the bar. */
export function caption({ loaded, total, state, bytesPerSecond = 0, remainingSeconds, reason }: Shown): string {
  const parts = [total > 0 ? `${bytes(loaded)} of ${bytes(total)}` : bytes(loaded)];
  if (state === 'retrying') parts.push(`${reason ?? ''} Trying again…`.trim());
  else if (words[state ?? '']) parts.push(words[state!]!);
  else if (bytesPerSecond > 0) {
    parts.push(`${bytes(bytesPerSecond)}/s`);
    if (remainingSeconds !== undefined) parts.push(`${clock(remainingSeconds)} left`);
  }
  return parts.join(', ');
}

/** A bar with speed and remaining time, where standard error is a terminal. */
export class DownloadBar {
  readonly #bar: SingleBar | undefined;
  readonly #terminal: Terminal;
  #begun = false;

  constructor(terminal: Terminal, name: string) {
    this.#terminal = terminal;
    if (!terminal.stderr.isTTY) return;
    this.#bar = new SingleBar({
      format: `${terminal.paint('dim', name, terminal.stderr)} {bar} {percentage} % {caption}`,
      stream: terminal.stderr,
      barsize: 24,
      clearOnComplete: true,
      barCompleteChar: '━',
      barIncompleteChar: '─',
    });
  }

  update(shown: Shown): void {
    // What must be fetched anew is told in a pipe too.
    if (shown.state === 'anew' && shown.reason) this.#terminal.warn(shown.reason);
    if (!this.#bar) return;
    const payload = { caption: caption(shown) };
    if (!this.#begun) this.#bar.start(1, 0, payload);
    this.#begun = true;
    this.#bar.update(shown.total > 0 ? shown.loaded / shown.total : 0, payload);
  }

  stop(): void {
    if (this.#begun) this.#bar?.stop();
    this.#begun = false;
  }
}
