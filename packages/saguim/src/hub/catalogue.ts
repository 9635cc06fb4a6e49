/** What a model is for. */
export type Capability = 'chat' | 'embed' | 'moderate';

/** One file of a model, as `model.json` beside it says. */
export interface ModelFile {
  /** Path from the model's folder. */
  readonly path: string;
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

export interface CatalogueEntry {
  /** The name people give as `model`, also its folder under a base of models. */
  readonly name: string;
  readonly title: string;
  readonly capability: Capability;
  /** What it is good for, in a sentence. */
  readonly description: string;
  /** Language tags it was trained for. */
  readonly languages: readonly string[];
  /** SPDX identifier. */
  readonly licence: string;
  /** The npm package that holds it. */
  readonly package: string;
  readonly files: readonly ModelFile[];
}

/** The models that come along. Sizes and checksums are those of `models/<name>/model.json` (a test compares). */
export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'smollm2-135m-instruct',
    title: 'SmolLM2 135M Instruct',
    capability: 'chat',
    description: 'A small chat model: short answers, rewriting and some code, in English.',
    languages: ['en'],
    licence: 'Apache-2.0',
    package: '@saguim/model-smollm2-135m-instruct',
    files: [
      {
        path: 'smollm2-135m-instruct-q4_1.gguf',
        bytes: 98362432,
        sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
      },
    ],
  },
  {
    name: 'multilingual-e5-small-en-pt',
    title: 'multilingual-e5-small, English and Portuguese',
    capability: 'embed',
    description: 'The meaning of a text as a vector, for search and comparison, in English and Portuguese.',
    languages: ['en', 'pt'],
    licence: 'MIT',
    package: '@saguim/model-multilingual-e5-small-en-pt',
    files: [
      {
        path: 'multilingual-e5-small-en-pt-q4_0.gguf',
        bytes: 24521152,
        sha256: '88c92c6fd9ed18dc0ce580ac22ee78d84e9afffad36458f680325209e7716ff5',
      },
    ],
  },
  {
    name: 'all-minilm-l6-v2',
    title: 'all-MiniLM-L6-v2',
    capability: 'embed',
    description: 'The meaning of a text as a vector, in English, at half the cost.',
    languages: ['en'],
    licence: 'Apache-2.0',
    package: '@saguim/model-all-minilm-l6-v2',
    files: [
      {
        path: 'all-minilm-l6-v2-q8_0.gguf',
        bytes: 25279264,
        sha256: '84298bd0bad821544bce68598b6f22305e0af136ea9250bb8fc490f18de7b601',
      },
    ],
  },
  {
    name: 'moderation-en-pt',
    title: 'Moderation, English and Portuguese',
    capability: 'moderate',
    description: 'Toxicity and its kinds, spam and sentiment of a comment in one pass, in English and Portuguese.',
    languages: ['en', 'pt'],
    licence: 'CC-BY-SA-4.0',
    package: '@saguim/model-moderation-en-pt',
    files: [
      {
        path: 'moderation-en-pt.gguf',
        bytes: 29829568,
        sha256: 'aa0958daf7ace89f037df05133e85e2108233b5b981f67b5019b2dad71ba512e',
      },
      {
        path: 'moderation.head',
        bytes: 22208,
        sha256: '5c736967547d776bcf4619864ef3de1e140834baee168034e5d866858d2fd422',
      },
      {
        path: 'sentiment.head',
        bytes: 8168,
        sha256: 'fb662cd42b12d571f93d4b36ad72c9ac4674191e095f56bc3d060ad390bfe0bf',
      },
    ],
  },
];

/** The model that is taken where none is named. */
export const defaultModels: Readonly<Record<Capability, string>> = {
  chat: 'smollm2-135m-instruct',
  embed: 'multilingual-e5-small-en-pt',
  moderate: 'moderation-en-pt',
};

export function findEntry(name: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.name === name);
}
