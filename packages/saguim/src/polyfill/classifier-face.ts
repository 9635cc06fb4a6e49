// biome-ignore-all lint/complexity/noArguments: no argument and undefined differ in Web IDL, and rest parameters would change `classify.length`

import { type ClassifierClassifyOptions, type ClassifierCreateOptions, Classifier as Labeller } from '../classifier/index.js';
import { defineInterface } from '../web/interface.js';
import type { Realm } from './realm.js';

/** `Classifier` of a window. */
export function classifierOf(realm: Realm): typeof Labeller {
  const illegal = Symbol('illegal constructor');

  class Classifier {
    readonly #classifier: Labeller;

    constructor(key?: unknown, classifier?: Labeller) {
      if (key !== illegal) throw new realm.global.TypeError('Illegal constructor: use Classifier.create().');
      this.#classifier = classifier!;
    }

    static availability() {
      return realm.promise((call) => {
        realm.checkActive();
        return Labeller.availability(call.options({}));
      });
    }

    static create(options: ClassifierCreateOptions = {}) {
      return realm.promise(async (call) => {
        realm.checkActive();
        return new Classifier(illegal, await Labeller.create(call.options(options)));
      });
    }

    get inputQuota() {
      return this.#classifier.inputQuota;
    }

    get saguim() {
      return this.#classifier.saguim;
    }

    classify(input: string, options: ClassifierClassifyOptions = {}) {
      const given = arguments.length;
      return realm.promise(async (call) => {
        realm.checkActive();
        if (given === 0) throw new TypeError('classify() needs an input.');
        return this.#classifier.classify(input, call.ownOptions(options));
      });
    }

    destroy() {
      return this.#classifier.destroy();
    }
  }

  defineInterface(Classifier, 'Classifier');
  return Classifier as unknown as typeof Labeller;
}
