/**
 * Makes a class an interface as Web IDL has it: what it offers is found by `in`, `Object.keys` and `for … in`, and it tells its name.
 * https://webidl.spec.whatwg.org/#es-interfaces
 */
export function defineInterface(face: abstract new (...given: never[]) => object, name: string): void {
  const { prototype } = face as { prototype: object };
  const enumerable = (owner: object, besides: readonly string[]) => {
    for (const key of Object.getOwnPropertyNames(owner)) {
      if (!besides.includes(key)) Object.defineProperty(owner, key, { enumerable: true });
    }
  };
  enumerable(prototype, ['constructor']);
  enumerable(face, ['length', 'name', 'prototype']);
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}
