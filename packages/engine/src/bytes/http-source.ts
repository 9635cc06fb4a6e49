import { isWebPage } from '../platform/web-page.js';
import type { ByteSource } from '../spec/index.js';
import { checkByteRange, SaguimError } from '../spec/index.js';
import type { Answer, TransferSettings } from './http-transfer.js';
import { askForRange, parseContentRange, receive, webPageError, withRetries } from './http-transfer.js';

export interface HttpSourceOptions {
  /** Ends `open`; each read has a signal of its own. */
  signal?: AbortSignal;
  fetch?: typeof fetch;
  /** Times that a transfer is tried again after a failure that may pass. Default 3. */
  retries?: number;
  /** Milliseconds before the first new try, doubled for each that follows. Default 300. */
  retryDelay?: number;
  /** Milliseconds without a byte after which a transfer has failed. Default 30,000. */
  idleTimeout?: number;
  /** The most bytes to keep in memory when a server ignores ranges. Default 1 GiB. */
  largestWhole?: number;
}

/** Fetched at the start: it shows what is there, and is the beginning of the header. */
const HEAD = 1 << 16;

/** What the first answer tells. */
interface Opening {
  readonly size: number;
  /** The first bytes; all of them when the server ignores ranges. */
  readonly head: Uint8Array;
  readonly ranges: boolean;
  readonly tag: string | null;
}

/** A file on a server, read in ranges. https://www.rfc-editor.org/rfc/rfc9110#name-range-requests */
export class HttpSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  /** False when the server ignores ranges: the whole file was then fetched at the start and is kept in memory. */
  readonly ranges: boolean;
  readonly #settings: TransferSettings;
  readonly #tag: string | null;
  #head: Uint8Array;
  readonly #reads = new Set<AbortController>();
  #closed = false;

  private constructor(name: string, settings: TransferSettings, { size, head, ranges, tag }: Opening) {
    this.name = name;
    this.size = size;
    this.ranges = ranges;
    this.#settings = settings;
    this.#head = head;
    this.#tag = tag;
  }

  /**
   * @throws {SaguimError} `not-found`; `network` when the server cannot be reached, refuses, sends a web page, or ignores ranges for a
   * file that is too large to keep; `bad-file` for an empty file.
   * @throws {DOMException} `AbortError` (or the signal's reason).
   */
  static async open(url: string | URL, options: HttpSourceOptions = {}): Promise<HttpSource> {
    const settings = {
      // As a method of another object the browser's own would throw.
      fetch: options.fetch ?? ((input: string | URL | Request, init?: RequestInit) => fetch(input, init)),
      retries: options.retries ?? 3,
      retryDelay: options.retryDelay ?? 300,
      idleTimeout: options.idleTimeout ?? 30_000,
    };
    const signal = options.signal ?? new AbortController().signal;
    const name = String(url);
    const largest = options.largestWhole ?? 2 ** 30;
    const first = () => askForRange(name, [0, HEAD], settings, signal, (answer) => openWith(answer, name, largest));
    const opening = await withRetries(settings, signal, first);
    if (opening.size === 0) throw new SaguimError('bad-file', 'The file is empty', { where: name });
    if (isWebPage(opening.head)) throw webPageError(name);
    return new HttpSource(name, settings, opening);
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    this.#check(offset, length, signal);
    const bytes = new Uint8Array(length);
    await this.#fill(offset, bytes, signal);
    return bytes;
  }

  async readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#check(offset, target.length, signal);
    await this.#fill(offset, target, signal);
  }

  /** Ends reads that are under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#head = new Uint8Array(0);
    for (const read of this.#reads) read.abort(this.#closedError());
  }

  #closedError(): SaguimError {
    return new SaguimError('closed', 'The source was closed', { where: this.name });
  }

  #check(offset: number, length: number, signal?: AbortSignal): void {
    signal?.throwIfAborted();
    if (this.#closed) throw this.#closedError();
    checkByteRange(this, offset, length);
  }

  async #fill(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    let done = Math.max(0, Math.min(target.length, this.#head.length - offset));
    if (done > 0) target.set(this.#head.subarray(offset, offset + done));
    if (done === target.length) return;

    const read = new AbortController();
    const onAbort = () => read.abort(signal!.reason);
    this.#reads.add(read);
    signal?.addEventListener('abort', onAbort);
    try {
      // A new try goes on from where the last one ended.
      await withRetries(this.#settings, read.signal, async () => {
        const from = done;
        const range = [offset + from, offset + target.length] as const;
        await askForRange(this.name, range, this.#settings, read.signal, (answer) => {
          this.#checkAnswer(answer.response, range);
          return receive(answer, target.subarray(from), (count) => (done = from + count), this.name);
        });
      });
    } finally {
      this.#reads.delete(read);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #checkAnswer({ status, headers }: Response, [start, end]: readonly [number, number]): void {
    const range = parseContentRange(headers.get('content-range'));
    const changed = headers.get('etag') !== this.#tag || (range !== undefined && range.size !== this.size);
    if (status === 206 && range?.start === start && range.end === end && !changed) return;
    throw new SaguimError(
      'network',
      changed ? 'The file on the server changed while it was read' : 'The server sent another range than was asked for',
      {
        where: this.name,
        hint: changed ? 'Load it again from the start.' : undefined,
        details: { status, start, end },
      },
    );
  }
}

async function openWith(answer: Answer, url: string, largestWhole: number): Promise<Opening> {
  const { status, headers } = answer.response;
  const tag = headers.get('etag');
  // An empty file has no range that could be satisfied.
  if (status === 416) return { size: 0, head: new Uint8Array(0), ranges: true, tag };
  if (status !== 206) {
    const head = await receiveWhole(answer, url, largestWhole);
    return { size: head.length, head, ranges: false, tag };
  }
  const range = parseContentRange(headers.get('content-range'));
  if (range?.start !== 0 || range.end !== Math.min(HEAD, range.size)) {
    throw new SaguimError('network', 'The server does not say which bytes it sent', {
      where: url,
      hint: 'Its answers to range requests need a Content-Range header with the size, exposed to other sites if there are any.',
    });
  }
  const head = new Uint8Array(range.end);
  await receive(answer, head, () => {}, url);
  return { size: range.size, head, ranges: true, tag };
}

/** The body of an answer that ignored the range. */
async function receiveWhole({ response, next }: Answer, url: string, largest: number): Promise<Uint8Array> {
  const tooLarge = (size: string) =>
    new SaguimError('network', `The server sends only whole files, and this one has ${size} bytes`, {
      where: url,
      hint: 'Use a server that answers range requests, or download the file first.',
      details: { largest },
    });
  // With an encoding the length is that of other bytes.
  const announced = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  if (Number(announced) > largest) throw tooLarge(String(announced));

  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await next(); chunk; chunk = await next()) {
    size += chunk.length;
    if (size > largest) throw tooLarge(`over ${largest}`);
    if (chunks.length === 0 && isWebPage(chunk)) throw webPageError(url);
    chunks.push(chunk);
  }
  if (announced !== null && size !== Number(announced)) {
    throw new SaguimError('network', `The transfer ended after ${size} of ${announced} bytes`, { where: url });
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
