import { Problem } from '../http/problem.js';

/** Milliseconds between signs of life: proxies cut what is silent. */
const heartbeat = 20_000;
/** Events that may wait for a slow reader; who is further behind connects again and is told what was missed. */
const mostWaiting = 256;

/** Connections that are told what happens, as server-sent events. */
export class EventStreams {
  readonly #open = new Set<AbortController>();

  constructor(private readonly most: number) {}

  get count(): number {
    return this.#open.size;
  }

  /**
   * @param watch begins to watch, and resolves when it does
   * @throws {Problem} `overload`; what `watch` throws
   */
  async open(
    signal: AbortSignal,
    watch: (send: (event: string, data: unknown, id?: number) => void, signal: AbortSignal) => Promise<void>,
  ): Promise<Response> {
    if (this.#open.size >= this.most) throw new Problem('overload', 'Too many live connections: come back in 30 s.', { retryAfter: 30 });
    const ends = new AbortController();
    this.#open.add(ends);
    const leave = () => ends.abort();
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    const encoder = new TextEncoder();
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const write = (text: string) => {
      if (ends.signal.aborted) return;
      if ((controller.desiredSize ?? 0) < -mostWaiting) ends.abort();
      else controller.enqueue(encoder.encode(text));
    };
    const body = new ReadableStream<Uint8Array>({
      start: (given) => {
        controller = given;
      },
      cancel: leave,
    });
    const timer = setInterval(() => write(':\n\n'), heartbeat);
    ends.signal.addEventListener(
      'abort',
      () => {
        clearInterval(timer);
        signal.removeEventListener('abort', leave);
        this.#open.delete(ends);
        try {
          controller.close();
        } catch {
          // The reader was there first.
        }
      },
      { once: true },
    );
    try {
      // Something is sent at once: the reader then knows that it is connected.
      write('retry: 2000\n\n');
      await watch((event, data, id) => {
        write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      }, ends.signal);
    } catch (error) {
      ends.abort();
      throw error;
    }
    return new Response(body, {
      headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
    });
  }

  close(): void {
    for (const ends of this.#open) ends.abort();
  }
}
