import { isWebPageType } from '../platform/web-page.js';
import { SaguimError } from '../spec/index.js';

export interface TransferSettings {
  readonly fetch: typeof fetch;
  readonly retries: number;
  readonly retryDelay: number;
  readonly idleTimeout: number;
}

/** A failure that may not happen again. */
class PassingFailure extends Error {
  readonly error: SaguimError;

  constructor(error: SaguimError) {
    super(error.message);
    this.error = error;
  }
}

const PASSING_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Runs `attempt` again, after growing pauses, when it fails in a way that may pass. */
export async function withRetries<T>(settings: TransferSettings, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      if (tried >= settings.retries) throw error.error;
      await pause(settings.retryDelay * 2 ** tried, signal);
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** An answer under way. */
export interface Answer {
  readonly response: Response;
  /** The next bytes, or undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
}

/**
 * Asks for bytes `[start, end)` once and hands the answer to `use`; the connection is let go when that returns or throws.
 *
 * @throws {SaguimError} `not-found`, or `network` for other refusals and for web pages
 */
export async function askForRange<T>(
  url: string,
  [start, end]: readonly [number, number],
  settings: TransferSettings,
  signal: AbortSignal,
  use: (answer: Answer) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const connection = new AbortController();
  const stop = () => connection.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waitFor = async <V>(step: Promise<V>): Promise<V> => {
    timer = setTimeout(() => connection.abort(new Error(`No byte came for ${settings.idleTimeout} ms`)), settings.idleTimeout);
    try {
      return await step;
    } catch (cause) {
      signal.throwIfAborted();
      const error = new SaguimError('network', 'The transfer failed', { where: url, hint: 'Check the connection and try again.', cause });
      throw new PassingFailure(error);
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    const headers = { range: `bytes=${start}-${end - 1}` };
    const response = await waitFor(settings.fetch(url, { headers, signal: connection.signal }));
    checkAnswer(response, url);
    const reader = response.body?.getReader();
    const next = async () => (reader ? (await waitFor(reader.read())).value : undefined);
    return await use({ response, next });
  } finally {
    signal.removeEventListener('abort', stop);
    connection.abort();
  }
}

function checkAnswer(response: Response, url: string): void {
  const { status } = response;
  if (response.ok || status === 416) {
    if (isWebPageType(response.headers.get('content-type'))) throw webPageError(url);
    return;
  }
  const details = { status };
  if (status === 404 || status === 410) throw new SaguimError('not-found', 'The server has no such file', { where: url, details });
  const hint = status === 401 || status === 403 ? 'It may need an account, or forbid use by other sites.' : 'Try again later.';
  const error = new SaguimError('network', `The server answered ${status}`, { where: url, hint, details });
  throw PASSING_STATUS.has(status) ? new PassingFailure(error) : error;
}

export function webPageError(url: string): SaguimError {
  return new SaguimError('network', 'A web page came in place of the file', {
    where: url,
    hint: 'The address is wrong, or the server answers every address with its start page.',
  });
}

/** Fills `target` from the answer, from `start` on. Gives how far it came: less than all when the connection ended early. */
export async function receive({ next }: Answer, target: Uint8Array, onProgress: (done: number) => void, url: string): Promise<void> {
  let done = 0;
  for (let chunk = await next(); chunk; chunk = await next()) {
    if (done + chunk.length > target.length) {
      throw new SaguimError('network', `The server sent more than the ${target.length} bytes that were asked for`, { where: url });
    }
    target.set(chunk, done);
    done += chunk.length;
    onProgress(done);
  }
  if (done < target.length) {
    const error = new SaguimError('network', `The transfer ended ${target.length - done} bytes early`, { where: url });
    throw new PassingFailure(error);
  }
}

/** `bytes 0-9/100` as numbers, or undefined. */
export function parseContentRange(header: string | null): { start: number; end: number; size: number } | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header ?? '');
  if (!match) return undefined;
  const [start, last, size] = match.slice(1).map(Number) as [number, number, number];
  return start <= last && last < size ? { start, end: last + 1, size } : undefined;
}
