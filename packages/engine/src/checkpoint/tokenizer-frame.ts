import type { HeaderValue } from '../bytes/index.js';
import { SaguimError } from '../spec/index.js';
import type { JsonReader } from './json-reader.js';

/**
 * The keys that say what a text begins and ends with, of the `post_processor` of a tokenizer.json.
 * @param idOf id of a token by its spelling, or -1
 * @throws {SaguimError} `unsupported` for more than one token on a side, `bad-file` for a token that is not there.
 */
export function frameKeys(file: JsonReader, idOf: (piece: string) => number): Map<string, HeaderValue> {
  const processors = file.object('post_processor');
  const steps = processors?.string('type') === 'Sequence' ? processors.objects('processors') : processors ? [processors] : [];
  let before: string | undefined;
  let after: string | undefined;
  let separators: number | undefined;
  for (const step of steps) {
    const type = step.string('type') ?? '';
    if (type === 'ByteLevel') continue;
    if (type === 'BertProcessing' || type === 'RobertaProcessing') {
      [before, after] = [pieceOf(step, 'cls'), pieceOf(step, 'sep')];
      separators = type === 'BertProcessing' ? 1 : 2;
    } else if (type === 'TemplateProcessing') {
      [before, after] = template(step);
      separators = separatorsOf(step);
    } else {
      throw new SaguimError('unsupported', `The step "${type.slice(0, 40)}" behind a tokenizer cannot be reproduced`, {
        where: step.where,
      });
    }
  }
  const keys = new Map<string, HeaderValue>();
  if (separators === 1 || separators === 2) keys.set('tokenizer.ggml.pair_separators', separators);
  const set = (piece: string | undefined, add: string, names: readonly string[]) => {
    keys.set(`tokenizer.ggml.add_${add}_token`, piece !== undefined);
    if (piece === undefined) return;
    const id = idOf(piece);
    if (id < 0) throw new SaguimError('bad-file', 'A token that frames texts is not in the vocabulary', { where: file.where });
    for (const name of names) keys.set(`tokenizer.ggml.${name}_token_id`, id);
  };
  // The keys of GGUF have this spelling.
  set(before, 'bos', ['bos', 'cls']);
  set(after, 'eos', ['eos', 'seperator']);
  return keys;
}

/** `["[SEP]", 102]` */
function pieceOf(step: JsonReader, key: string): string {
  const piece = step.list(key)?.[0];
  if (typeof piece === 'string') return piece;
  throw new SaguimError('bad-file', `The field "${key}" must be a token and its id`, { where: step.where });
}

/** Tokens between the two texts of a pair. */
function separatorsOf(step: JsonReader): number | undefined {
  const items = step.objects('pair').map((item) => (item.object('Sequence') ? 'text' : 'token'));
  const first = items.indexOf('text');
  const second = items.indexOf('text', first + 1);
  return first >= 0 && second > first ? second - first - 1 : undefined;
}

function template(step: JsonReader): [string | undefined, string | undefined] {
  const sides: [string[], string[]] = [[], []];
  let side = 0;
  for (const item of step.objects('single')) {
    const token = item.object('SpecialToken')?.string('id');
    if (token !== undefined) sides[side]?.push(token);
    else side = 1;
  }
  const [before, after] = sides;
  if (side === 0 || before.length > 1 || after.length > 1) {
    throw new SaguimError('unsupported', 'More than one token before or after a text cannot be reproduced', { where: step.where });
  }
  return [before[0], after[0]];
}
