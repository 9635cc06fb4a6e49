import { ModelHub, recommend, removeModel, type StoredModel } from 'saguim';
import type { ModelsProvider, ModelTask } from './models-provider.js';

export interface SaguimModelsProviderOptions {
  /** A catalogue of your own beside the one that comes along: its address. */
  readonly catalogue?: string;
  /** What becomes of a download while nobody can see the page. Default: it goes on. */
  readonly whenHidden?: () => 'go-on' | 'pause';
}

const taskOf = (task: StoredModel['task']): ModelTask => (task === undefined || task === 'generation' ? 'chat' : task);
const plainName = (name: string) => name.toLowerCase().replace(/\.gguf$/, '');

/** Brings models to this browser and keeps them there. Importing it loads nothing. */
export function createSaguimModelsProvider({ catalogue, whenHidden }: SaguimModelsProviderOptions = {}): ModelsProvider {
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
    stored: async () => (await (await open()).stored()).map(({ task, ...model }) => ({ ...model, ...(task && { task: taskOf(task) }) })),
    pull: async (name, call) => (await open()).pull(name, { ...call, ...(whenHidden && { whenHidden: whenHidden() }) }),
    cancel: async (name) => (await open()).cancel(name),
    // Also frees the memory of a model that nobody uses.
    remove: removeModel,
    async importModel(model, call) {
      const hub = await open();
      // The same file again is no second model.
      const isIt = ({ name, bytes, task }: StoredModel) =>
        model instanceof File && task !== undefined && bytes === model.size && plainName(name) === plainName(model.name);
      const { name, task } = (await hub.stored()).find(isIt) ?? (await hub.importFile(model, call));
      return { name, task: taskOf(task) };
    },
    suggestions: async () => (await (await open()).suggestions()).map(({ model, bytes, why }) => ({ name: model.name, bytes, why })),
    estimate: async () => navigator.storage?.estimate?.(),
  };
}
