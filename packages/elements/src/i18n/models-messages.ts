import type { Obstacle } from 'saguim';
import type { ModelTask } from '../models/models-provider.js';
import type { CommonMessages } from './common.js';

/** Every word of the models element that is not shared, in one language. */
export interface ModelsWords {
  readonly models: string;
  readonly intro: string;
  readonly measuring: string;
  readonly thisDevice: (memory: string, threads: number, speed: string | undefined) => string;
  readonly saveData: string;
  readonly tasks: Readonly<Record<ModelTask, string>>;
  readonly task: string;
  readonly anyTask: string;
  readonly speaksWhat: string;
  readonly anyLanguage: string;
  readonly here: string;
  readonly nothingHere: string;
  readonly fitting: string;
  readonly nothingFits: string;
  readonly others: (count: number) => string;
  readonly obstacles: Readonly<Record<Obstacle, string>>;
  readonly parameters: (count: string) => string;
  readonly size: (size: string, exact: boolean) => string;
  readonly needs: (memory: string) => string;
  readonly rate: (tokens: string) => string;
  readonly good: string;
  readonly not: string;
  readonly languages: (names: string, more: number) => string;
  readonly licence: string;
  readonly notFree: string;
  readonly gated: string;
  readonly verified: (day: string | undefined) => string;
  readonly shapeOnly: string;
  readonly notRun: string;
  readonly yours: string;
  readonly inChat: string;
  readonly ready: (where: string) => string;
  readonly keptSince: (size: string, day: string) => string;
  readonly lastUsed: (day: string) => string;
  readonly download: (size: string) => string;
  readonly goOn: string;
  readonly pause: string;
  readonly cancelDownload: string;
  readonly chatWithIt: string;
  readonly load: string;
  readonly unload: string;
  readonly unloadHint: string;
  readonly removeFromDevice: string;
  readonly removedModel: (title: string) => string;
  readonly more: (title: string) => string;
  readonly states: Readonly<
    Record<'resolving' | 'waiting' | 'downloading' | 'retrying' | 'verifying' | 'anew' | 'done' | 'paused', string>
  >;
  readonly importing: string;
  readonly progress: (percent: number, loaded: string, total: string) => string;
  readonly speed: (rate: string) => string;
  readonly remaining: (time: string) => string;
  readonly failed: string;
  readonly askSaveData: (size: string) => string;
  readonly askLicence: (licence: string) => string;
  readonly askGated: (licence: string) => string;
  readonly readLicence: string;
  readonly downloadAnyway: string;
  readonly openFile: string;
  readonly openFileHint: string;
  readonly openFolder: string;
  readonly openFolderHint: string;
  /** It was kept, and is for something else than a chat. */
  readonly keptForOther: (title: string, task: string) => string;
  readonly couldRemove: string;
  readonly whyRemove: Readonly<Record<'unfinished' | 'unused' | 'large', string>>;
  readonly removeIt: (title: string) => string;
  readonly remove: string;
  readonly asleep: string;
  readonly dropHere: string;
  readonly storage: string;
  readonly used: (used: string, total: string) => string;
  readonly downloaded: (title: string) => string;
}

export type ModelsMessages = CommonMessages & ModelsWords;
