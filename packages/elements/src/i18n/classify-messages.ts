import type { ClassifyTab } from '../classify/classify-view.js';
import type { CommonMessages } from './common.js';

/** A text that an empty field offers. */
export interface TryText {
  readonly text: string;
  /** Tag of its language. */
  readonly language: string;
}

/** Every word of the classify element that is not shared, in one language. */
export interface ClassifyWords {
  readonly classify: string;
  readonly classifiers: string;
  readonly chooseClassifier: (name: string) => string;
  readonly builtInNames: Readonly<Record<string, string>>;
  /** Labels of classifiers that come along. */
  readonly knownLabels: Readonly<Record<string, string>>;
  readonly newClassifier: string;
  readonly importClassifier: string;
  readonly importFailed: string;
  readonly classifierName: string;
  readonly renameClassifier: string;
  readonly removeClassifier: string;
  readonly removedClassifier: (name: string) => string;
  readonly noClassifier: string;
  readonly noClassifierHint: string;
  readonly tabs: Readonly<Record<ClassifyTab, string>>;
  readonly tabList: string;
  readonly yourText: string;
  readonly textPlaceholder: string;
  readonly tryOne: string;
  readonly tryTexts: Readonly<Record<string, readonly TryText[]>>;
  readonly answer: string;
  readonly percent: (share: number) => string;
  readonly decimal: (value: number) => string;
  readonly dontKnow: string;
  readonly dontKnowHint: string;
  readonly all: string;
  readonly thinking: string;
  readonly words: string;
  readonly wordsFor: (label: string) => string;
  readonly speaksFor: string;
  readonly speaksAgainst: string;
  readonly noWords: string;
  readonly notTrained: string;
  readonly notTrainedHint: string;
  readonly toExamples: string;
  readonly examplesTitle: string;
  readonly examplesHint: string;
  readonly addFiles: string;
  readonly paste: string;
  readonly pasteHint: string;
  readonly pastePlaceholder: string;
  readonly addPasted: string;
  readonly dropHere: string;
  readonly useSample: string;
  readonly useSampleHint: string;
  readonly added: (count: number, left: number) => string;
  /** `text` is one of those that had another label before. */
  readonly relabelled: (count: number, text: string) => string;
  readonly badExamples: (name: string) => string;
  readonly unlabelled: (count: number) => string;
  readonly labelOneByOne: string;
  readonly label: string;
  readonly text: string;
  readonly labelOf: (text: string) => string;
  readonly removeExample: (text: string) => string;
  readonly removedExamples: (count: number) => string;
  readonly showAll: string;
  readonly showOnly: string;
  readonly withoutLabel: string;
  readonly more: string;
  readonly train: string;
  readonly trainAgain: string;
  readonly training: (percent: number) => string;
  readonly trained: (milliseconds: number) => string;
  readonly changedSince: (count: number) => string;
  readonly lackingLabels: string;
  readonly lackingExamples: string;
  readonly enough: string;
  readonly labelling: string;
  readonly labellingHint: string;
  readonly labellingLeft: (count: number) => string;
  readonly labellingDone: string;
  readonly labellingDoneHint: string;
  readonly newLabel: string;
  readonly newLabelPlaceholder: string;
  readonly guess: (label: string) => string;
  readonly skip: string;
  readonly undoLabel: string;
  readonly quality: string;
  readonly qualityHint: (count: number) => string;
  readonly accuracy: string;
  readonly interval: (low: string, high: string) => string;
  readonly macroF1: string;
  readonly macroF1Hint: string;
  readonly calibration: string;
  readonly calibrationHint: string;
  readonly perClass: string;
  readonly precision: string;
  readonly recall: string;
  readonly f1: string;
  readonly count: string;
  readonly confusion: string;
  readonly confusionHint: string;
  readonly labelled: string;
  readonly said: string;
  readonly reliability: string;
  readonly reliabilityHint: string;
  readonly confidence: string;
  readonly rightSoOften: string;
  readonly errors: string;
  readonly errorsHint: string;
  readonly noErrors: string;
  readonly saidFor: (said: string, percent: string) => string;
  readonly noReport: string;
  readonly use: string;
  readonly useHint: string;
  readonly exportHead: string;
  readonly exportHint: string;
  readonly code: string;
  readonly copyCode: string;
  readonly localNote: string;
  readonly notKept: string;
}

export type ClassifyMessages = ClassifyWords & CommonMessages;
