import { ModelHub, recommend, removeModel } from 'saguim';
import type { ModelsProvider } from './models-provider.js';

export interface SaguimModelsProviderOptions {
  /** A catalogue of your own beside the one that comes along: its address. */
  readonly catalogue?: string;
}

const plainName = (name: string) => name.toLowerCase().replace(/\.gguf$/, '');

/** Brings models to this browser and keeps them there. Importing it loads nothing. */
export function createSaguimModelsProvider({ catalogue }: SaguimModelsProviderOptions = {}): ModelsProvider {
  let opened: Promise<ModelHub> | undefined;
  const open = () => {
    opened ??= ModelHub.open(catalogue ? { catalogue } : {});
    return opened;
  };
  return {
    recommend: ({ task, language, ownCatalogue = true }) =>
      recommend({
        task,
        ...(language !== undefined && { language }),
        ...(catalogue && ownCatalogue && { catalogue }),
        // All are shown; what is known of each is said.
        unverified: true,
        licence: 'any',
      }),
    stored: async () => (await open()).stored(),
    pull: async (name, call) => (await open()).pull(name, call),
    cancel: async (name) => (await open()).cancel(name),
    // Also frees the memory of a model that nobody uses.
    remove: removeModel,
    async importFile(file, call) {
      const hub = await open();
      // The same file again is no second model.
      const here = (await hub.stored()).find(({ name, bytes }) => bytes === file.size && plainName(name) === plainName(file.name));
      return (here ?? (await hub.importFile(file, call))).name;
    },
    estimate: async () => navigator.storage?.estimate?.(),
  };
}
