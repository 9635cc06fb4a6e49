import { SaguimError } from '@saguim/engine/spec';

/** A file of a folder, with its path in it. */
export interface FolderFile {
  readonly path: string;
  readonly file: Blob;
}

/** A folder of Hugging Face's kind as a page has it: its files (dropped or chosen), or its handle (a picker's, or of the private files). */
export type ModelFolder = readonly FolderFile[] | FileSystemDirectoryHandle;

/** What a model's folder needs or may have beside its weights. */
export const companions: readonly string[] = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'generation_config.json',
  'special_tokens_map.json',
  'chat_template.jinja',
  'chat_template.json',
  'modules.json',
  'sentence_bert_config.json',
  '1_Pooling/config.json',
  'model.safetensors.index.json',
];

/** Whether a file at the top of a folder holds weights that are read. */
export const isWeights = (path: string): boolean => /^[^/]*\.safetensors$/i.test(path) && !/^(adapter|consolidated)/i.test(path);

const deepest = 6;
const most = 20_000;

/** All that lies below a handle, as far as a model's folder goes. */
async function walk(folder: FileSystemDirectoryHandle, path: string, depth: number, found: FolderFile[]): Promise<void> {
  for await (const entry of folder.values()) {
    if (found.length >= most || entry.name.startsWith('.')) continue;
    const at = path + entry.name;
    if (entry.kind === 'file') found.push({ path: at, file: await (entry as FileSystemFileHandle).getFile() });
    else if (depth < deepest) await walk(entry as FileSystemDirectoryHandle, `${at}/`, depth + 1, found);
  }
}

/**
 * The files of a folder that make a model, by their paths in the model's own folder, which may lie deeper; one alone where it holds a GGUF file.
 * @throws {SaguimError} `not-found` for a folder without a model
 */
export async function modelFiles(folder: ModelFolder): Promise<readonly FolderFile[]> {
  let all: FolderFile[] = [];
  if ('values' in folder && 'kind' in folder) await walk(folder, '', 0, all);
  else all = [...(folder as readonly FolderFile[])];
  const depth = (path: string) => path.split('/').length;
  const shallowest = (pattern: RegExp) => all.filter(({ path }) => pattern.test(path)).sort((a, b) => depth(a.path) - depth(b.path))[0];
  const config = shallowest(/(^|\/)config\.json$/);
  if (config) {
    const root = config.path.slice(0, -'config.json'.length);
    const own = all.filter(({ path }) => path.startsWith(root)).map(({ path, file }) => ({ path: path.slice(root.length), file }));
    const files = own.filter(({ path }) => companions.includes(path) || isWeights(path));
    if (files.some(({ path }) => path === 'tokenizer.json') && files.some(({ path }) => isWeights(path))) return files;
  }
  const gguf = shallowest(/\.gguf$/i);
  if (gguf) return [{ path: gguf.path.split('/').at(-1)!, file: gguf.file }];
  throw new SaguimError('not-found', 'The folder holds no model that can be run here', {
    hint: 'It needs config.json, tokenizer.json and *.safetensors, or a GGUF file.',
  });
}
