export { ModelLoader, type ModelSource, type ModelState } from './chat/model-loader.js';
export { modelsMessages } from './i18n/models-language.js';
export { type ModelRow, type ModelSections, ModelsController, type ModelsFilter, type Transfer } from './models/models-controller.js';
export { type KeptModel, type ModelsProvider, type ModelTask, modelTasks, type PullCall, type PullStep } from './models/models-provider.js';
export { createSaguimModelsProvider, type SaguimModelsProviderOptions } from './models/saguim-models-provider.js';
export { SaguimModels, type UseModel } from './saguim-models.js';
