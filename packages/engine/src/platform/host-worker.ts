/** A worker thread, the same in browsers and in Node. */
export interface HostWorker {
  post(message: unknown, transfer?: readonly Transferable[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the worker fails to start, throws or ends by itself. */
  onDeath(listener: (reason: string) => void): void;
  /** Lets a script end while the worker is idle (Node); nothing in browsers. */
  unref(): void;
  ref(): void;
  /** Resolves when the thread has ended; in browsers, which do not tell, at once. */
  terminate(): Promise<unknown>;
}
