import type { HeaderValue } from '../bytes/index.js';
import type { FolderSource } from '../spec/index.js';
import { SaguimError } from '../spec/index.js';
import { JsonReader, readObject } from './json-reader.js';

const LONGEST_TEMPLATE = 1 << 20;

/**
 * What a folder says of its tokenizer beside `tokenizer.json`: the chat template (`tokenizer_config.json`, `chat_template.jinja` or
 * `chat_template.json`), and the tokens that begin and end texts.
 * @throws {SaguimError} `bad-file` for files that are damaged.
 */
export async function chatKeys(
  folder: FolderSource,
  config: JsonReader,
  vocabulary: ReadonlyMap<string, HeaderValue>,
  signal?: AbortSignal,
): Promise<Map<string, HeaderValue>> {
  const keys = new Map<string, HeaderValue>();
  const settings = await readObject(folder, 'tokenizer_config.json', signal);
  const template = (await readTemplate(folder, signal)) ?? (settings && defaultTemplate(settings));
  if (template !== undefined) keys.set('tokenizer.chat_template', template);
  const tokens = vocabulary.get('tokenizer.ggml.tokens') as readonly string[];
  for (const side of ['bos', 'eos'] as const) {
    const name = `tokenizer.ggml.${side}_token_id`;
    if (vocabulary.has(name)) continue;
    const piece = spelling(settings?.value(`${side}_token`));
    const named = piece === undefined ? -1 : tokens.indexOf(piece);
    const id = named >= 0 ? named : firstId(config.value(`${side}_token_id`));
    if (id !== undefined && id < tokens.length) keys.set(name, id);
  }
  return keys;
}

/** `"<s>"` or `{"content": "<s>"}` */
function spelling(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const content = typeof value === 'object' && value !== null ? (value as { content?: unknown }).content : undefined;
  return typeof content === 'string' ? content : undefined;
}

/** `2`, or `[2, 5]`: the families' other ends are known by their spellings. */
function firstId(value: unknown): number | undefined {
  const id: unknown = Array.isArray(value) ? value[0] : value;
  return Number.isInteger(id) && (id as number) >= 0 ? (id as number) : undefined;
}

async function readTemplate(folder: FolderSource, signal?: AbortSignal): Promise<string | undefined> {
  const source = await folder.open('chat_template.jinja');
  if (source) {
    try {
      if (source.size > LONGEST_TEMPLATE) {
        throw new SaguimError('unsupported', `The chat template has ${source.size} bytes; at most ${LONGEST_TEMPLATE} are read`, {
          where: source.name,
        });
      }
      return new TextDecoder().decode(await source.read(0, source.size, signal));
    } finally {
      await source.close();
    }
  }
  return (await readObject(folder, 'chat_template.json', signal))?.string('chat_template');
}

/** One template, or a list of named ones. */
function defaultTemplate(settings: JsonReader): string | undefined {
  const value = settings.value('chat_template');
  if (!Array.isArray(value)) return settings.string('chat_template');
  const named = value.map((entry, i) => new JsonReader(entry, `${settings.where}, chat_template[${i}]`));
  return named.find((entry) => entry.string('name') === 'default')?.string('template');
}
