/** Sends one event. */
export type SendEvent = (data: unknown) => void;

const encoder = new TextEncoder();
const event = (data: unknown) => encoder.encode(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);

/**
 * An answer in pieces, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): every piece is JSON, a text stands as it is.
 * @param work sends events until it is done. What it throws is told as the last event: the answer has begun already
 * @param failed how a failure is told
 * @param left called when whoever listened is gone
 */
export function eventStream(work: (send: SendEvent) => Promise<void>, failed: (error: unknown) => unknown, left: () => void): Response {
  let open = true;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send: SendEvent = (data) => {
        if (open) controller.enqueue(event(data));
      };
      try {
        await work(send);
      } catch (error) {
        send(failed(error));
      }
      if (open) controller.close();
      open = false;
    },
    cancel() {
      open = false;
      left();
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } });
}
