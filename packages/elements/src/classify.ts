export type { ChatModelInfo, LoadProgress } from './chat/chat-provider.js';
export { ModelLoader, type ModelSource, type ModelState } from './chat/model-loader.js';
export { type ClassifierRecord, type ClassifierStore, classifierDatabase, classifierTables, type Example } from './classify/classifier.js';
export type {
  Classification,
  ClassifyProvider,
  Estimate,
  Explanation,
  Head,
  LabelFigures,
  LabelledText,
  LabelScore,
  TrainingReport,
  WordInfluence,
} from './classify/classify-provider.js';
export { ClassifyRoom } from './classify/classify-room.js';
export { type ClassifyTab, type ClassifyView, classifyTabs, emptyClassifyView } from './classify/classify-view.js';
export { type ParsedExample, parseExamples } from './classify/parse-examples.js';
export { createSaguimClassifyProvider } from './classify/saguim-classify-provider.js';
export { classifyMessages } from './i18n/classify-language.js';
export { SaguimClassify } from './saguim-classify.js';
export { openTables } from './store/indexeddb-tables.js';
export { MemoryTables, type TableStore } from './store/table-store.js';
