// biome-ignore-all lint/complexity/noArguments: no argument and undefined differ in Web IDL, and rest parameters would change `prompt.length`

import { LanguageModel as Model } from '../language-model/index.js';
import { defineEventHandler } from '../web/event-handler.js';
import { defineInterface } from '../web/interface.js';
import type { Realm } from './realm.js';

type Made = Awaited<ReturnType<typeof Model.create>>;

/** `LanguageModel` of a window, older names included. */
export function languageModelOf(realm: Realm): typeof Model {
  const illegal = Symbol('illegal constructor');

  class LanguageModel extends realm.global.EventTarget {
    readonly #model: Made;

    constructor(key?: unknown, model?: Made) {
      if (key !== illegal) throw new realm.global.TypeError('Illegal constructor: use LanguageModel.create().');
      super();
      this.#model = model!;
      for (const type of ['contextoverflow', 'quotaoverflow']) {
        this.#model.addEventListener('contextoverflow', () => this.dispatchEvent(new realm.global.Event(type)));
      }
    }

    static availability(options: Parameters<typeof Model.availability>[0] = {}) {
      return realm.promise((call) => {
        realm.checkActive();
        return Model.availability(call.options(options));
      });
    }

    static create(options: Parameters<typeof Model.create>[0] = {}) {
      return realm.promise(async (call) => {
        realm.checkActive();
        return new LanguageModel(illegal, await Model.create(call.options(options)));
      });
    }

    get contextUsage() {
      return this.#model.contextUsage;
    }

    get contextWindow() {
      return this.#model.contextWindow;
    }

    get inputUsage() {
      return this.#model.contextUsage;
    }

    get inputQuota() {
      return this.#model.contextWindow;
    }

    get samplingMode() {
      return this.#model.samplingMode;
    }

    get saguim() {
      return this.#model.saguim;
    }

    prompt(input: Parameters<Made['prompt']>[0], options: Parameters<Made['prompt']>[1] = {}) {
      const given = arguments.length;
      return realm.promise(async (call) => {
        realm.checkActive();
        return given === 0 ? this.#model.prompt(...none) : this.#model.prompt(input, call.ownOptions(options));
      });
    }

    promptStreaming(input: Parameters<Made['promptStreaming']>[0], options: Parameters<Made['promptStreaming']>[1] = {}) {
      const given = arguments.length;
      return realm.sync((call) => {
        realm.checkActive();
        if (given === 0) return this.#model.promptStreaming(...none);
        return realm.stream(this.#model.promptStreaming(input, call.ownOptions(options)), call);
      });
    }

    append(input: Parameters<Made['append']>[0], options: Parameters<Made['append']>[1] = {}) {
      const given = arguments.length;
      return realm.promise(async (call) => {
        realm.checkActive();
        return given === 0 ? this.#model.append(...none) : this.#model.append(input, call.ownOptions(options));
      });
    }

    measureContextUsage(input: Parameters<Made['prompt']>[0], options: Parameters<Made['prompt']>[1] = {}) {
      const given = arguments.length;
      return realm.promise(async (call) => {
        realm.checkActive();
        return given === 0 ? this.#model.measureContextUsage(...none) : this.#model.measureContextUsage(input, call.ownOptions(options));
      });
    }

    measureInputUsage(input: Parameters<Made['prompt']>[0], options: Parameters<Made['prompt']>[1] = {}) {
      return arguments.length === 0 ? this.measureContextUsage(...none) : this.measureContextUsage(input, options);
    }

    clone(options: Parameters<Made['clone']>[0] = {}) {
      return realm.promise(async (call) => {
        realm.checkActive();
        return new LanguageModel(illegal, await this.#model.clone(call.ownOptions(options)));
      });
    }

    destroy() {
      return this.#model.destroy();
    }
  }

  for (const type of ['contextoverflow', 'quotaoverflow']) defineEventHandler(LanguageModel.prototype, type);
  defineInterface(LanguageModel, 'LanguageModel');
  return LanguageModel as unknown as typeof Model;
}

/** No argument at all, which what is called refuses. */
const none = [] as unknown as [input: string];
