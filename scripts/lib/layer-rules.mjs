// Which way data flows, as one table: bytes → tensors → tokens → logits → text → task → interface.
// A file belongs to the first row of its package whose folder it lies in; `from` lists the rows it may import, itself included always.

/** Layers inside a package, by folder or file under `src`. */
export const layers = {
  'packages/engine/src': [
    { layer: 'spec', from: [], says: 'contracts import nothing' },
    { layer: 'platform', from: ['spec'], says: 'what differs between Node and browsers knows the contracts alone' },
    { layer: 'bytes', from: ['spec', 'platform'], says: 'bytes know nothing of what they mean' },
    { layer: 'tensors', from: ['spec', 'bytes'], says: 'tensors come from bytes' },
    {
      layer: 'checkpoint',
      from: ['spec', 'bytes', 'tensors'],
      says: 'a checkpoint of another kind becomes a GGUF file, and knows no more',
    },
    { layer: 'kernels', from: ['spec', 'tensors', 'platform'], says: 'kernels know tensors, never models or text' },
    { layer: 'tokens', from: ['spec', 'bytes', 'platform'], says: 'tokens and models do not meet before text' },
    { layer: 'models', from: ['spec', 'tensors'], says: 'a model is a plan; models and tokens do not meet before text' },
    {
      layer: 'text/constraints',
      from: ['spec', 'tokens'],
      says: 'constraints know bytes and vocabularies, not who samples',
    },
    {
      layer: 'text',
      from: ['spec', 'platform', 'tokens', 'models', 'text/constraints'],
      says: 'text is made of tokens and logits; only engine.ts picks a backend',
    },
    { layer: 'load-options.ts', from: ['spec', 'kernels'], says: 'what is asked of a model before it is loaded' },
    {
      layer: 'engine.ts',
      from: ['spec', 'load-options.ts', 'platform', 'bytes', 'tensors', 'kernels', 'tokens', 'models', 'text/constraints', 'text'],
      says: 'the engine joins all layers',
    },
    {
      layer: '*',
      from: ['spec', 'platform', 'bytes', 'tensors', 'checkpoint', 'kernels', 'tokens', 'models', 'text', 'engine.ts', 'open-model'],
      says: 'the public face',
    },
  ],
  'packages/saguim/src': [
    { layer: 'platform', from: [], says: 'what differs between Node and browsers imports nothing' },
    { layer: 'hub', from: ['platform'], says: 'finding and storing models knows nothing of running them' },
    {
      layer: 'retrieval',
      from: ['platform'],
      says: 'an index and its files know neither the worker that holds them nor who makes vectors',
    },
    { layer: 'heads', from: [], says: 'linear classifiers are numbers: they know no model, no worker and no text' },
    { layer: 'runtime', from: ['platform', 'hub', 'retrieval', 'heads'], says: 'the worker and the calls to it know no task' },
    { layer: 'web', from: ['platform', 'hub', 'runtime'], says: "the web platform's rules, which all tasks share, know no task" },
    { layer: 'model-hub', from: ['platform', 'hub', 'runtime'], says: 'the face of the hub calls the thread that does the work' },
    { layer: 'language-model', from: ['platform', 'web', 'hub', 'runtime'], says: 'a task stands on the runtime, not on other tasks' },
    { layer: 'text-generator', from: ['platform', 'web', 'hub', 'runtime'], says: 'a task stands on the runtime, not on other tasks' },
    { layer: 'completion', from: ['platform', 'web', 'hub', 'runtime'], says: 'a task stands on the runtime, not on other tasks' },
    { layer: 'semantic-embedder', from: ['platform', 'web', 'hub', 'runtime'], says: 'a task stands on the runtime, not on other tasks' },
    {
      layer: 'search',
      from: ['platform', 'web', 'hub', 'runtime', 'retrieval', 'semantic-embedder'],
      says: 'searching stands on the runtime and on what makes vectors',
    },
    {
      layer: 'text-classifier',
      from: ['platform', 'web', 'hub', 'runtime', 'heads', 'semantic-embedder'],
      says: 'classifying stands on the runtime and on what makes vectors',
    },
    {
      layer: 'classifier',
      from: ['platform', 'web', 'hub', 'runtime', 'heads', 'semantic-embedder', 'text-classifier'],
      says: 'categories are labels told by their meaning',
    },
    {
      layer: 'moderation',
      from: ['platform', 'web', 'hub', 'runtime', 'heads', 'semantic-embedder', 'text-classifier'],
      says: 'moderation is heads on what makes vectors, beside rules',
    },
    {
      layer: 'comments',
      from: ['platform', 'web', 'retrieval', 'semantic-embedder', 'moderation'],
      says: 'comments stand on the verdict about a text, and on rows in a store',
    },
    {
      layer: 'polyfill',
      from: ['web', 'language-model', 'semantic-embedder', 'classifier'],
      says: 'the globals are faces of the tasks, and do no work of their own',
    },
    { layer: 'testing', from: ['hub', 'runtime'], says: 'what stands in for the engine knows its contract alone' },
    {
      layer: 'transformers',
      from: ['platform', 'web', 'hub', 'runtime', 'semantic-embedder', 'text-classifier'],
      says: "another library's shape is a way to call tasks",
    },
    {
      layer: 'ai-sdk',
      from: ['hub', 'language-model', 'semantic-embedder'],
      says: 'a provider is a way to call tasks',
    },
    {
      layer: '*',
      from: [
        'platform',
        'web',
        'hub',
        'runtime',
        'model-hub',
        'language-model',
        'text-generator',
        'completion',
        'semantic-embedder',
        'search',
        'text-classifier',
        'classifier',
        'moderation',
      ],
      says: 'the public face',
    },
  ],
  'packages/server/src': [
    { layer: 'http', from: [], says: 'what every route asks of a request knows none of them' },
    { layer: 'queue', from: ['http'], says: 'comments that wait know no shape' },
    { layer: 'learning', from: ['http'], says: 'decisions know no shape' },
    { layer: 'openai', from: ['http'], says: 'a shape knows no other' },
    { layer: 'perspective', from: ['http'], says: 'a shape knows no other' },
    { layer: 'completion', from: ['http', 'queue'], says: 'a shape knows no other' },
    { layer: 'comments/sql', from: [], says: 'rows know neither requests nor what comments may do' },
    {
      layer: 'comments',
      from: ['http', 'queue', 'learning', 'comments/sql'],
      says: 'comments share the queue and the teacher, and no shape',
    },
    { layer: '*', from: ['http', 'queue', 'learning', 'openai', 'perspective', 'completion', 'comments'], says: 'the public face' },
  ],
};

/** What a package may import of the others. Key: its folder. */
export const packages = {
  'packages/engine': [],
  'packages/saguim': ['@saguim/engine'],
  'packages/elements': ['saguim'],
  'packages/server': ['saguim'],
  'packages/cli': ['saguim', '@saguim/engine', '@saguim/server'],
  'apps/studio': ['saguim', '@saguim/elements'],
};

/** The one import that runs back, and only in this file: `npx saguim` finds the command by the library's name and hands over to it. */
export const launchers = { 'packages/saguim/bin/saguim.js': '@saguim/cli' };

/** Code that only builds, checks or measures: it may look inside packages, and nothing that people get imports it. */
export const observers = [
  /^(tests|bench|scripts|eval|models\/recipes)\//,
  /^[^/]+\.config\.mjs$/,
  /^(packages|apps|examples)\/[^/]+\/(scripts\/|vite\.config\.)/,
];

/** Files that may use Node's own modules besides `packages/cli`, `packages/server` and the observers. */
export const nodeFiles = [/^packages\/[^/]+\/src\/platform\/node[^/]*\.ts$/, /(^|[/.-])node([.-][^/]*)?\.ts$/, /\/node\/[^/]+\.ts$/];

/** Lines a file may have, and files that may have more. */
export const maxLines = 400;
/** @type {Record<string, string>} file: why it may be longer */
export const longFiles = {};

/** Paths of somebody's machine and addresses that only work there. */
export const machinePaths = [
  { pattern: /(?<![\w./~:-])\/(?:work|root|home|Users|tmp|mnt)\/[\w.~-]+/, what: 'a path of a machine' },
  { pattern: /(?<![\w])[A-Z]:\\{1,2}(?:Users|work|tmp)\\/, what: 'a path of a machine' },
  { pattern: /"resolved":\s*"https?:\/\/(?!registry\.npmjs\.org\/)/, what: 'the address of a registry that others cannot reach' },
];
/** @type {Record<string, string>} file: why it may hold such a path */
export const machinePathFiles = {};
