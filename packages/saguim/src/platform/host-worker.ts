/** A worker that hosts the engine, the same in browsers and in Node. */
export interface HostWorker {
  post(message: unknown, transfer?: Transferable[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the worker fails to start, throws or ends by itself. */
  onDeath(listener: (reason: string) => void): void;
  /** Keeps a Node script running while something is under way; nothing in browsers. */
  ref(): void;
  /** Lets a Node script end while the worker is idle; nothing in browsers. */
  unref(): void;
  terminate(): void;
}

/** A model's files in a folder on this machine (Node). */
export interface LocalModel {
  /** Absolute path of the GGUF file, or of a folder of safetensors. */
  readonly path: string;
  readonly bytes: number;
}
