import { SaguimError } from '@saguim/engine/spec';
import { checkAnswer, PassingFailure } from './check-answer.js';
import { headBytes, wrongHead } from './file-head.js';
import type { ResolvedFile } from './hub-contract.js';
import type { Identity } from './journal.js';
import type { Network } from './network.js';
import { backoff } from './retry.js';
import type { Run, RunQueue } from './run-queue.js';

/** The download that a line works for. */
export interface Work {
  readonly request: {
    readonly file: ResolvedFile;
    readonly headers: (url: string) => Record<string, string>;
    readonly page?: string;
    readonly network: Network;
  };
  readonly queue: RunQueue;
  readonly done: { readonly size: number };
  readonly alive: boolean;
  readonly isEmpty: boolean;
  readonly hasWitness: boolean;
  total: number | undefined;
  identity: Identity;
  ranges: boolean;
  headChecked: boolean;
  claim(): Run | undefined;
  put(offset: number, bytes: Uint8Array): void;
  changed(identity: Identity): never;
  withoutRanges(): never;
  discard(): void;
  save(): void;
  tell(state: 'retrying', more: { reason: string; retryAt: number }): void;
}

/** Fewer bytes than these within the time of a stall are as good as none. */
const fewBytes = 1024;
/** Failures in a row, without one byte between them, after which a line gives up: where nothing came yet (but perhaps an answer), and later. */
const mostFailures = { before: 3, passing: 5, after: 8 };

/** One line to the server: takes one piece of work after the other until nothing is left. */
export class FileTransfer {
  readonly #download: Work;
  readonly #signal: AbortSignal;
  readonly #startOthers: () => void;

  constructor(download: Work, signal: AbortSignal, startOthers: () => void) {
    this.#download = download;
    this.#signal = signal;
    this.#startOthers = startOthers;
  }

  async run(): Promise<void> {
    for (let run = this.#download.claim(); run; run = this.#download.claim()) {
      try {
        if (!(await this.#finish(run))) return;
      } finally {
        this.#download.queue.release(run);
      }
    }
  }

  /** Asks until the work is done. @returns false when it is left to others */
  async #finish(run: Run): Promise<boolean> {
    const { network } = this.#download.request;
    for (let failures = 0; run.at < run.end; ) {
      const before = run.at;
      let cause: unknown;
      try {
        if (await this.#ask(run)) return true;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (error instanceof SaguimError || !isFailure(error)) throw error;
        cause = error;
      }
      if (run.at > before) failures = 0;
      else failures++;
      if (run.at > before && !(cause instanceof PassingFailure)) continue;
      const { total, done, alive } = this.#download;
      const { before: never, passing, after } = mostFailures;
      if (failures >= (alive ? after : cause instanceof PassingFailure ? passing : never)) {
        if (this.#download.queue.leaveToOthers()) return false;
        throw this.#giveUp(cause, done.size, total);
      }
      const milliseconds = (cause instanceof PassingFailure ? cause.after : undefined) ?? backoff(Math.max(1, failures), network.random());
      if (this.#download.queue.active <= 1) {
        const reason = cause instanceof PassingFailure ? `The server answered ${cause.status}.` : 'The line broke.';
        this.#download.save();
        this.#download.tell('retrying', { reason, retryAt: network.now() + milliseconds });
      }
      await network.wait(milliseconds, this.#signal);
    }
    return true;
  }

  #giveUp(cause: unknown, loaded: number, total: number | undefined): SaguimError {
    const { url } = this.#download.request.file;
    const details = { loaded, total };
    if (cause instanceof PassingFailure) {
      return new SaguimError('network', `The server answered ${cause.status} instead of the model`, {
        where: url,
        hint: 'Try again later: it goes on from there.',
        details: { ...details, status: cause.status },
      });
    }
    const begun = total !== undefined;
    return new SaguimError(
      'network',
      begun ? `The transfer broke off after ${loaded} of ${total} bytes` : 'The server could not be reached',
      {
        where: url,
        hint: begun ? 'Try again: it goes on from there.' : 'Check the address and the network, and try again.',
        details,
        cause,
      },
    );
  }

  /** One answer, as far as it goes. @returns true when the file has no more */
  async #ask(run: Run): Promise<boolean> {
    const download = this.#download;
    const { file, headers, page, network } = download.request;
    const line = new AbortController();
    const abort = () => line.abort(this.#signal.reason);
    if (this.#signal.aborted) abort();
    this.#signal.addEventListener('abort', abort);
    const stall = new StallWatch(network.stallMilliseconds, () => line.abort(new TypeError('nothing came for too long')));
    let finished = false;
    try {
      const range = download.ranges ? ([run.at, run.end] as const) : undefined;
      const { total, identity } = download;
      const ask: Record<string, string> = { ...headers(file.url) };
      if (range) {
        ask.Range = `bytes=${range[0]}-${range[1] - 1}`;
        // Across origins that header costs pages a question more; the tag of the answer tells as well.
        if (run.at > 0 && identity.tag && !identity.tag.startsWith('W/') && mayAskIfRange(file.url)) ask['If-Range'] = identity.tag;
      }
      const response = await network.fetch(file.url, { headers: ask, signal: line.signal });
      stall.came(fewBytes);
      const answer = checkAnswer(response, { url: file.url, range, expected: file.bytes, total, identity, page }, network.now());
      if (answer.kind === 'changed' || answer.kind === 'no-ranges') {
        await response.body?.cancel();
        return answer.kind === 'changed' ? download.changed(answer.identity) : download.withoutRanges();
      }
      if (answer.kind === 'whole' && range && (download.queue.active > 1 || run.at > 0)) {
        await response.body?.cancel();
        download.withoutRanges();
      }
      if (answer.kind === 'whole' && !download.isEmpty && !download.hasWitness) download.discard(); // nobody vouches that it is the same file
      download.total ??= answer.total;
      download.identity = { ...answer.identity, ...clean(identity) };
      if (answer.kind === 'whole') {
        download.ranges = false;
        run.at = 0;
        run.end = download.total ?? Number.POSITIVE_INFINITY;
      } else if (!download.hasWitness && download.total !== answer.end) {
        // Later parts could be of another file: one answer brings it all.
        await response.body?.cancel();
        download.withoutRanges();
      } else run.end = Math.min(run.end, answer.end!, download.total ?? Number.POSITIVE_INFINITY);
      finished = await this.#read(response, run, answer.kind === 'part' ? answer.end! : run.end, stall);
      if (run.end !== Number.POSITIVE_INFINITY) return false;
      download.total = run.at; // an answer of unknown length is whole when it ends well
      return true;
    } finally {
      stall.end();
      this.#signal.removeEventListener('abort', abort);
      if (!finished) line.abort();
    }
  }

  /** @returns whether the answer was read to its own end: others are given up */
  async #read(response: Response, run: Run, end: number, stall: StallWatch): Promise<boolean> {
    const download = this.#download;
    const reader = response.body?.getReader();
    if (!reader) throw new SaguimError('network', 'The server sent nothing', { where: download.request.file.url });
    let head = new Uint8Array(0);
    let finished = false;
    try {
      // One more look after the last byte of the answer tells the browser that it is over, and not given up.
      while (run.at < run.end || run.at === end) {
        const { done, value } = await reader.read();
        this.#signal.throwIfAborted();
        if (done) {
          finished = true;
          break;
        }
        stall.came(value.length);
        let bytes: Uint8Array = value;
        if (run.at === 0 && !download.headChecked) {
          // Nothing is stored before it is known to be a model.
          const joined = new Uint8Array(head.length + bytes.length);
          joined.set(head);
          joined.set(bytes, head.length);
          head = joined;
          if (head.length < Math.min(headBytes, run.end)) continue;
          this.#checkHead(head);
          bytes = head;
        }
        this.#put(run, bytes);
      }
      if (run.at === 0 && head.length > 0 && !download.headChecked) {
        this.#checkHead(head);
        if (run.end === Number.POSITIVE_INFINITY) this.#put(run, head);
      }
      return finished;
    } finally {
      if (!finished) reader.cancel().catch(() => {});
    }
  }

  #put(run: Run, bytes: Uint8Array): void {
    // Of a part no more is taken than is this line's; of a whole file all is looked at, as it may be too long.
    const taken = this.#download.ranges ? bytes.subarray(0, Math.max(0, run.end - run.at)) : bytes;
    const at = run.at;
    run.at += taken.length;
    this.#download.put(at, taken);
    if (at === 0) this.#startOthers();
  }

  #checkHead(head: Uint8Array): void {
    const { file } = this.#download.request;
    const wrong = wrongHead(file.path, head);
    if (wrong) {
      throw new SaguimError('network', wrong, {
        where: file.url,
        hint: 'Put the model where this address points, or name the right address.',
      });
    }
    this.#download.headChecked = true;
  }
}

const clean = (members: object) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** What the network does, and not our own ways to begin anew. */
const isFailure = (error: unknown) =>
  error instanceof PassingFailure ||
  error instanceof TypeError ||
  error instanceof DOMException ||
  (error as { code?: unknown }).code !== undefined;

function mayAskIfRange(url: string): boolean {
  const origin = (globalThis as { location?: { origin?: string } }).location?.origin;
  return origin === undefined || new URL(url).origin === origin;
}

/** Tells when almost nothing came for a time. */
class StallWatch {
  #came = 0;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(milliseconds: number, stalled: () => void) {
    this.#timer = setInterval(() => {
      if (this.#came < fewBytes) stalled();
      this.#came = 0;
    }, milliseconds);
  }

  came(bytes: number): void {
    this.#came += bytes;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
