import { SaguimError } from '../spec/index.js';
import { bartKind } from './bart-kind.js';
import { bertKind } from './bert-kind.js';
import type { CheckpointKind } from './checkpoint-kind.js';
import { debertaKind } from './deberta-kind.js';
import { DECODERS } from './decoder-kinds.js';
import type { JsonReader } from './json-reader.js';
import { nomicKind } from './nomic-kind.js';

const bert = bertKind(false);
const roberta = bertKind(true);

/** By `model_type` of `config.json`. */
const KINDS: ReadonlyMap<string, CheckpointKind> = new Map([
  ...DECODERS,
  ['bert', bert],
  ['distilbert', bert],
  ['roberta', roberta],
  ['xlm-roberta', roberta],
  ['camembert', roberta],
  ['deberta-v2', debertaKind],
  ['nomic_bert', nomicKind],
  ['bart', bartKind],
]);

/** Kinds of checkpoints that can be read. */
export const checkpointKinds: readonly string[] = [...KINDS.keys()];

/**
 * The kind that a `config.json` names.
 * @throws {SaguimError} `unsupported` for one that is not known here.
 */
export function kindOf(config: JsonReader): CheckpointKind {
  const name = config.string('model_type') ?? '';
  const kind = KINDS.get(name);
  if (kind) return kind;
  throw new SaguimError('unsupported', `Checkpoints of the kind "${name.slice(0, 40)}" cannot be read`, {
    where: config.where,
    hint: `${checkpointKinds.join(', ')} can; for others use a GGUF file.`,
    details: { kind: name.slice(0, 40), supported: [...checkpointKinds] },
  });
}
