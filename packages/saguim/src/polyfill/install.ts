import type { SaguimClassifierOptions } from '../classifier/index.js';
import {
  LanguageModelToolCall,
  LanguageModelToolError,
  LanguageModelToolSuccess,
  type SaguimCreateOptions,
} from '../language-model/index.js';
import type { SaguimEmbedderOptions } from '../semantic-embedder/index.js';
import { isOurs, markOurs, rememberNative } from '../web/native-interfaces.js';
import { ownQuotaExceededError } from '../web/quota-exceeded-error.js';
import { classifierOf } from './classifier-face.js';
import { coverFrames } from './frames.js';
import { languageModelOf } from './language-model-face.js';
import { answerFrames, pagePermission } from './permissions.js';
import { Realm } from './realm.js';
import { semanticEmbedderOf } from './semantic-embedder-face.js';

const faces = { LanguageModel: languageModelOf, SemanticEmbedder: semanticEmbedderOf, Classifier: classifierOf };

/** Beside `LanguageModel`, where they are missing. */
const companions = { LanguageModelToolCall, LanguageModelToolSuccess, LanguageModelToolError };

export type PolyfilledInterface = keyof typeof faces;

export interface PolyfillOptions {
  /** The window that gets the interfaces: a page can give them to an iframe of its origin. Default: this one. */
  target?: Window | typeof globalThis;
  /** Which interfaces; default all. */
  interfaces?: readonly PolyfilledInterface[];
  /** Also where the browser has its own, and where the page is in no secure context. Default false. */
  force?: boolean;
  /** Whether iframes of the page's origin get them too, when the page first reaches for their window. Default false. */
  frames?: boolean;
  /** Whether downloading a model needs somebody who has touched the page, as the standard says. Default true. */
  activation?: boolean;
  /** Members of `saguim` that hold where `create()` and `availability()` do not say otherwise. */
  saguim?: SaguimCreateOptions & SaguimEmbedderOptions & SaguimClassifierOptions;
}

const answering = new WeakSet<object>();

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

/**
 * Sets the web platform's interfaces for built-in AI where the browser has none. What was set here before is set anew.
 * @returns the names of those set
 */
export function installPolyfill(options: PolyfillOptions = {}): PolyfilledInterface[] {
  const {
    interfaces = Object.keys(faces) as PolyfilledInterface[],
    force = false,
    frames = false,
    activation = true,
    saguim = {},
  } = options;
  const target = (options.target ?? globalThis) as Window & typeof globalThis;
  // Browsers have them in secure contexts alone; other hosts know no contexts.
  if (target.isSecureContext === false && !force) return [];
  const allowed = pagePermission(target);
  const activated = () => !activation || (target.navigator?.userActivation?.hasBeenActive ?? true);
  const realm = new Realm(target, { allowed, activated }, saguim);
  const set = interfaces.filter((name) => {
    const there = (target as unknown as Record<string, unknown>)[name];
    if (there !== undefined && !isOurs(there)) {
      if (!force) return false;
      if (target === globalThis) rememberNative(name, there);
    }
    define(target, name, markOurs(faces[name](realm)));
    return true;
  });
  if (set.includes('LanguageModel')) {
    for (const [name, value] of Object.entries(companions)) if (!(name in target)) define(target, name, value);
    if (!('QuotaExceededError' in target)) define(target, 'QuotaExceededError', ownQuotaExceededError(target.DOMException));
  }
  if (!answering.has(target)) {
    answering.add(target);
    answerFrames(target, { allowed });
  }
  if (frames) {
    coverFrames(target, (inner) => {
      const there = inner as unknown as Record<string, unknown>;
      if (!interfaces.every((name) => isOurs(there[name]))) installPolyfill({ ...options, target: inner });
    });
  }
  return set;
}
