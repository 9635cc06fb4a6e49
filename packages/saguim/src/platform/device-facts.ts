/** What a host tells of the machine it runs on. */
export interface DeviceFacts {
  /** Bytes of memory that the machine has, where the host tells; browsers round it, and say no more than 8 GB or 32 GB. */
  readonly memory?: number;
  /** Bytes that one model may take here: a careful guess in browsers, which never tell what is free. */
  readonly available: number;
  /** Threads that the engine may use. */
  readonly threads: number;
  /** Whether threads can share memory: Node, and pages that are cross-origin isolated. */
  readonly isolated: boolean;
  readonly webgpu: boolean;
  readonly mobile: boolean;
  /** The person asked the browser to save data. */
  readonly saveData: boolean;
  /** Bytes that may still be stored, where the host tells. */
  readonly room?: number;
}

/** A text and its address; the text is there already where it lay on this machine. */
export interface PlacedText {
  readonly url: string;
  readonly text?: string;
}
