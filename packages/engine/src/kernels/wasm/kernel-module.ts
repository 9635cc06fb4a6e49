import { SaguimError } from '../../spec/index.js';

/** What a compiled kernel module exports (`assembly/index.ts`). */
export interface Kernels {
  run(program: number, from: number, to: number, scratch: number, thread: number): number;
  pack(type: number, source: number, target: number, groups: number, width: number, rowBytes: number): void;
  scratchBytes(rows: number, width: number, headSize: number): number;
}

export type Build = 'plain' | 'shared';

const files: Record<Build, URL> = {
  plain: new URL('./build/plain.wasm', import.meta.url),
  shared: new URL('./build/shared.wasm', import.meta.url),
};

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** A module, fetched and compiled once a process. */
export function loadModule(url: URL, readBytes: (url: URL) => Promise<Uint8Array>): Promise<WebAssembly.Module> {
  let module = compiled.get(url.href);
  if (!module) {
    module = readBytes(url).then((bytes) => compile(bytes, url));
    compiled.set(url.href, module);
    module.catch(() => compiled.delete(url.href));
  }
  return module;
}

/** The module of a build. `base` names the folder of the `.wasm` files when it is not beside this one. */
export function loadKernels(build: Build, readBytes: (url: URL) => Promise<Uint8Array>, base?: string | URL): Promise<WebAssembly.Module> {
  return loadModule(base === undefined ? files[build] : new URL(`${build}.wasm`, base), readBytes);
}

async function compile(bytes: Uint8Array, url: URL): Promise<WebAssembly.Module> {
  if (bytes.length < 8 || bytes[0] !== 0 || bytes[1] !== 0x61 || bytes[2] !== 0x73 || bytes[3] !== 0x6d) {
    throw new SaguimError('network', 'The engine file is not WebAssembly', {
      where: url.href,
      hint: 'Copy the .wasm files of @saguim/engine to where the app serves them, or name their folder by `wasmUrl`.',
    });
  }
  try {
    return await WebAssembly.compile(bytes as BufferSource);
  } catch (cause) {
    throw new SaguimError('unsupported', 'This host cannot compile the engine (WebAssembly with SIMD)', {
      where: url.href,
      hint: 'Use a browser of 2022 or later, and allow WebAssembly by `wasm-unsafe-eval` in the Content-Security-Policy.',
      cause,
    });
  }
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
