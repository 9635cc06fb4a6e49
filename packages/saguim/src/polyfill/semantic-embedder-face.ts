// biome-ignore-all lint/complexity/noArguments: no argument and undefined differ in Web IDL, and rest parameters would change `embed.length`

import {
  SemanticEmbedder as Embedder,
  type SemanticEmbedderCreateOptions,
  type SemanticEmbedderEmbedOptions,
} from '../semantic-embedder/index.js';
import { defineInterface } from '../web/interface.js';
import type { Realm } from './realm.js';

/** `SemanticEmbedder` of a window. */
export function semanticEmbedderOf(realm: Realm): typeof Embedder {
  const illegal = Symbol('illegal constructor');

  class SemanticEmbedder {
    readonly #embedder: Embedder;

    constructor(key?: unknown, embedder?: Embedder) {
      if (key !== illegal) throw new realm.global.TypeError('Illegal constructor: use SemanticEmbedder.create().');
      this.#embedder = embedder!;
    }

    static availability(options: SemanticEmbedderCreateOptions = {}) {
      return realm.promise((call) => {
        realm.checkActive();
        return Embedder.availability(call.options(options));
      });
    }

    static create(options: SemanticEmbedderCreateOptions = {}) {
      return realm.promise(async (call) => {
        realm.checkActive();
        return new SemanticEmbedder(illegal, await Embedder.create(call.options(options)));
      });
    }

    get saguim() {
      return this.#embedder.saguim;
    }

    embed(input: string | Iterable<string>, options: SemanticEmbedderEmbedOptions = {}) {
      const given = arguments.length;
      return realm.promise(async (call) => {
        realm.checkActive();
        if (given === 0) throw new TypeError('embed() needs an input.');
        const { embeddings } = await this.#embedder.embed(input, call.ownOptions(options));
        const { Float32Array: Floats } = realm.global;
        for (const embedding of embeddings) {
          const { values } = embedding as { values: unknown };
          if (values instanceof Float32Array && !(values instanceof Floats)) Object.assign(embedding, { values: new Floats(values) });
        }
        return { embeddings };
      });
    }

    destroy() {
      return this.#embedder.destroy();
    }
  }

  defineInterface(SemanticEmbedder, 'SemanticEmbedder');
  return SemanticEmbedder as unknown as typeof Embedder;
}
