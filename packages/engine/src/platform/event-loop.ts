/**
 * Lets the event loop run once, so that messages and aborts are heard between two steps. Costs microseconds: `setImmediate` where the
 * host has it (Node, Deno, Bun), else a message to oneself; timers would wait 4 ms in browsers.
 */
export function createEventLoopYield(): () => Promise<void> {
  if (typeof setImmediate === 'function') return () => new Promise((resolve) => setImmediate(resolve));
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
}
