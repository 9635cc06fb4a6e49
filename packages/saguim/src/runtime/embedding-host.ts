import type { EmbedRequest, Engine } from '@saguim/engine';
import { SaguimError } from '@saguim/engine/spec';
import { createSHA256 } from 'hash-wasm';
import type { ModelLocation } from '../hub/location.js';
import { withModelSource } from './model-source.js';
import type { CallContext } from './rpc.js';
import { TextWindows } from './text-windows.js';

export interface EmbedArguments {
  readonly texts: readonly string[];
  /** What the model was trained to find before such a text. */
  readonly prefix: string;
  readonly overflow: 'window' | 'truncate' | 'refuse';
  /** Whether a text in which nothing can be read gets the vector of the tokens around it, or is refused. */
  readonly allowBlank: boolean;
  readonly features: 'embedding' | 'layers';
  readonly priority: 'interactive' | 'background';
}

export interface EmbedResult {
  /** (texts, dimensions) or (texts, featureDimensions). */
  readonly rows: Float32Array;
  /** Tokens of each text that were computed, those around it included; where windows overlap some count twice. */
  readonly tokens: Int32Array;
  /** 1 where a text was cut. */
  readonly truncated: Uint8Array;
}

/** Texts that are tokenised at a time, and characters: what lies in memory stays small, and progress flows. */
const textsAtOnce = 128;
const charactersAtOnce = 1 << 16;

/** The methods of the engine's thread that embed texts. */
export function embeddingHandlers(engineOf: (model: number) => Engine) {
  return {
    async embed({ model, ...request }: EmbedArguments & { model: number }, context: CallContext<{ done: number }>): Promise<EmbedResult> {
      return embed(engineOf(model), request, context);
    },

    /** A checksum of what a model's file says, of samples of its weights, and of how it is used: another model, or another version of it, has another. */
    fingerprint({ location, usage }: { location: ModelLocation; usage: string }, { signal }: CallContext<never>): Promise<string> {
      return withModelSource(location, { signal }, async (source) => {
        const hash = await createSHA256();
        const piece = 4096;
        const samples = 256;
        hash.update(new TextEncoder().encode(`${source.size} ${usage} `));
        for (let i = 0; i < samples; i++) {
          const start = Math.floor(((source.size - piece) * i) / (samples - 1));
          hash.update(await source.read(Math.max(0, start), Math.min(piece, source.size)));
        }
        return hash.digest('hex');
      });
    },
  };
}

export type EmbeddingHandlers = ReturnType<typeof embeddingHandlers>;

async function embed(
  engine: Engine,
  { texts, prefix, overflow, allowBlank, features, priority }: EmbedArguments,
  { signal, emit }: CallContext<{ done: number }>,
): Promise<EmbedResult> {
  const { embedding } = engine.info;
  const width = (features === 'layers' ? embedding?.featureDimensions : embedding?.dimensions) ?? 0;
  const windows = new TextWindows(engine, prefix, { overflow, allowBlank });
  const rows = new Float32Array(texts.length * width);
  const tokens = new Int32Array(texts.length);
  const truncated = new Uint8Array(texts.length);
  for (let first = 0; first < texts.length; ) {
    const pieces: number[][] = [];
    const counts: number[] = [];
    let characters = 0;
    for (let i = first; i < texts.length && counts.length < textsAtOnce && characters < charactersAtOnce; i++) {
      characters += texts[i]!.length;
      const { pieces: own, cut } = windows.split(texts[i]!);
      truncated[i] = cut ? 1 : 0;
      tokens[i] = own.reduce((sum, { length }) => sum + length, 0);
      counts.push(own.length);
      pieces.push(...own);
    }
    const request: EmbedRequest = { tokens: pieces, features, priority, signal };
    // Results come in order of the pieces: how many texts are whole by then is told as they come.
    request.onProgress = (done) => emit({ done: first + wholeTexts(counts, done) });
    const results = await engine.embed(request);
    let piece = 0;
    for (const [i, count] of counts.entries()) {
      const row = rows.subarray((first + i) * width, (first + i + 1) * width);
      average(results.subarray(piece * width, (piece + count) * width), pieces.slice(piece, piece + count), row, features === 'embedding');
      piece += count;
    }
    first += counts.length;
  }
  return { rows, tokens, truncated };
}

function wholeTexts(counts: readonly number[], pieces: number): number {
  let texts = 0;
  for (let left = pieces; texts < counts.length && left >= counts[texts]!; texts++) left -= counts[texts]!;
  return texts;
}

/** The rows of a text's windows, averaged by their tokens; of length 1 again where they were. */
function average(results: Float32Array, pieces: readonly (readonly number[])[], row: Float32Array, unit: boolean): void {
  const width = row.length;
  if (pieces.length === 1) {
    row.set(results);
    return;
  }
  const sums = new Float64Array(width);
  let total = 0;
  for (const [p, { length }] of pieces.entries()) {
    total += length;
    for (let i = 0; i < width; i++) sums[i]! += length * results[p * width + i]!;
  }
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  const divisor = unit ? Math.sqrt(squares) : total;
  if (!(divisor > 0)) throw new SaguimError('internal', 'The windows of a text cancel each other out');
  for (let i = 0; i < width; i++) row[i] = sums[i]! / divisor;
}
