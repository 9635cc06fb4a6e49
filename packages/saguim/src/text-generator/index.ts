export { TextGenerator, type TextGeneratorCreateOptions, type TextGeneratorOptions } from './text-generator.js';
