import { SaguimError } from '@saguim/engine/spec';
import type { Configuration } from '../hub/index.js';

const hub = 'https://huggingface.co/';

/**
 * Settings by Transformers.js's names. Read when a pipeline is made: `localModelPath` (the base of models, as `models` of `configure()`) and
 * `backends.onnx.wasm.numThreads`. What would change files that are not read here is refused then; the rest says nothing here, and is there
 * because programs set it.
 */
export const env = {
  backends: { onnx: { wasm: {} as { numThreads?: number; [setting: string]: unknown }, webgpu: {} as Record<string, unknown> } },
  allowLocalModels: true,
  allowRemoteModels: true,
  localModelPath: undefined as string | undefined,
  remoteHost: hub,
  remotePathTemplate: '{model}/resolve/{revision}/',
  useBrowserCache: true,
  useFS: true,
  useFSCache: true,
  cacheDir: null as string | null,
  useCustomCache: false,
  customCache: null as unknown,
  logLevel: 30,
};

/** What `env` means for the engine. @throws {SaguimError} `unsupported` for what nothing here can follow */
export function configurationOfEnv(): Configuration {
  const { localModelPath, remoteHost, useCustomCache, backends } = env;
  if (remoteHost.replace(/\/*$/, '/') !== hub) {
    throw new SaguimError('unsupported', 'Models are not fetched from another host by their names', {
      where: 'env.remoteHost',
      hint: "Give pipeline() the address of the GGUF file, or set `models` with configure() from 'saguim'.",
    });
  }
  if (useCustomCache) {
    throw new SaguimError('unsupported', 'Models are kept in the store of this library alone', {
      where: 'env.useCustomCache',
      hint: 'Leave it out.',
    });
  }
  const { numThreads } = backends.onnx.wasm;
  return {
    ...(localModelPath !== undefined && { models: localModelPath }),
    ...(typeof numThreads === 'number' && numThreads >= 1 && { threads: numThreads }),
  };
}
