export {
  Classifier,
  type ClassifierClassifyOptions,
  type ClassifierCreateOptions,
  type ClassifierDetails,
  type SaguimClassifierOptions,
} from './classifier.js';
