/** How far getting a model ready has come. */
export interface ModelProgress {
  /** `download` brings it to this device, `load` from there into memory. */
  readonly phase: 'download' | 'load';
  /** Bytes of the model's file. */
  readonly loaded: number;
  readonly total: number;
  /** Bytes that were here already when this began (a download that goes on). */
  readonly from: number;
}

export type OnProgress = (progress: ModelProgress) => void;
