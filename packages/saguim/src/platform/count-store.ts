/** Where counts are kept: one small object. */
export interface CountStore {
  /** What was kept last; undefined where nothing was. */
  load(): Promise<unknown>;
  save(value: object): Promise<void>;
}
