import { loadModule } from '../wasm/kernel-module.js';

const file = new URL('./build/vectors.wasm', import.meta.url);

/** The module of this folder's kernels. @param base the folder of the `.wasm` files, when they do not lie where the scripts expect them */
export function vectorsModule(readBytes: (url: URL) => Promise<Uint8Array>, base?: string | URL): Promise<WebAssembly.Module> {
  return loadModule(base === undefined ? file : new URL('vectors.wasm', base), readBytes);
}
