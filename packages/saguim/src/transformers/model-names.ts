import { SaguimError } from '@saguim/engine/spec';
import { isNode } from '#platform';
import { loadCatalogue } from '../hub/catalogue/index.js';
import type { Catalogue } from '../hub/catalogue-entry.js';
import { locateModel, type ModelReference } from '../hub/index.js';

/** What exporters append to a model's name. */
const exported = /[-_](onnx|web|gqa|fp16|fp32|int8|uint8|q4|q4f16|q8|bnb4|quantized|transformers\.?js|gguf)$/;

/** What is an address or a file already, and no name on a hub. */
const isAddress = (text: string) => /^(hf:|https?:|file:|blob:|\.{0,2}[\\/]|[a-z]:[\\/])/i.test(text) || /\.gguf$/i.test(text);

/** The names that a model may have here, the likeliest first: those of the catalogue, then its own without what says how it was exported. */
export function localNames(name: string, catalogue: Pick<Catalogue, 'find'>): string[] {
  const own = name.slice(name.lastIndexOf('/') + 1);
  let plain = own.toLowerCase();
  while (exported.test(plain)) plain = plain.replace(exported, '');
  const entry = catalogue.find(name) ?? catalogue.find(own) ?? catalogue.find(plain);
  return [...new Set([...(entry ? [entry.name] : []), plain, own, own.toLowerCase()])];
}

/**
 * Where a name of Transformers.js leads: `Xenova/all-MiniLM-L6-v2` is our `all-minilm-l6-v2`. Addresses, paths and files stay what they are.
 * @throws {SaguimError} `unsupported` for an ONNX file; as `locateModel`
 */
export async function resolveModel(model: ModelReference, base: string | URL | undefined): Promise<ModelReference> {
  const named = typeof model === 'string' ? model : model instanceof URL ? model.pathname : 'name' in model ? String(model.name) : '';
  if (/\.(onnx|onnx_data|ort)$/i.test(named)) {
    throw new SaguimError('unsupported', 'ONNX files are not read here', {
      where: named,
      hint: 'Take the same model as a GGUF file, or its folder with safetensors.',
    });
  }
  if (typeof model !== 'string' || isAddress(model)) return model;
  const names = localNames(model, await loadCatalogue());
  // A page learns what is there only when it asks its server.
  if (!isNode) return names[0]!;
  for (const name of names) {
    try {
      locateModel(name, base);
      return name;
    } catch (error) {
      if (!(error instanceof SaguimError) || (error.code !== 'not-found' && error.code !== 'invalid-argument')) throw error;
    }
  }
  // Brought here, or refused with what there is.
  return names[0]!;
}
