import { SaguimError } from '@saguim/engine/spec';
import type { KeptDecision } from './site-head.js';

/** What moderators taught, as it is kept: the head is learned again from it. */
export interface Learned {
  /** Of the embedder: vectors of another are of no use. */
  readonly fingerprint: string;
  readonly dimensions: number;
  /** Whether the site wants what was learned to count. */
  readonly wanted: boolean;
  readonly decisions: readonly KeptDecision[];
}

const magic = 'SGMD';
const most = 1 << 28;

/** `SGMD`, the length of a JSON header (u32, little-endian), the header, and the vectors (f32) of its decisions. */
export function encodeLearning({ decisions, ...header }: Learned): Uint8Array<ArrayBuffer> {
  const plain = decisions.map(({ vector: _, ...others }) => others);
  const json = new TextEncoder().encode(JSON.stringify({ ...header, decisions: plain }));
  const start = Math.ceil((8 + json.length) / 4) * 4;
  const out = new Uint8Array(start + 4 * header.dimensions * decisions.length);
  out.set(new TextEncoder().encode(magic));
  new DataView(out.buffer).setUint32(4, json.length, true);
  out.set(json, 8);
  const vectors = new Float32Array(out.buffer, start);
  decisions.forEach(({ vector }, i) => void vectors.set(vector, i * header.dimensions));
  return out;
}

/** @throws {SaguimError} `bad-file` */
export function decodeLearning(bytes: Uint8Array): Learned {
  const wrong = (what: string) =>
    new SaguimError('bad-file', `What moderators taught cannot be read: ${what}`, {
      where: 'learning',
      hint: 'Give what saveLearning() gave.',
    });
  if (!(bytes instanceof Uint8Array) || bytes.length < 8 || bytes.length > most) throw wrong('it is too short, too long or no bytes');
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== magic) throw wrong('it does not begin as it should');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  let header: { fingerprint?: unknown; dimensions?: unknown; wanted?: unknown; decisions?: unknown };
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw wrong('its header is damaged');
  }
  const { fingerprint, dimensions, wanted, decisions } = header ?? {};
  if (typeof fingerprint !== 'string' || typeof wanted !== 'boolean' || !Array.isArray(decisions)) throw wrong('its header is incomplete');
  if (!Number.isInteger(dimensions) || (dimensions as number) < 1) throw wrong('it has no dimensions');
  const width = dimensions as number;
  const start = Math.ceil((8 + length) / 4) * 4;
  if (bytes.length !== start + 4 * width * decisions.length) throw wrong('it was cut off');
  const vectors = new Float32Array(bytes.slice(start).buffer);
  if (!vectors.every(Number.isFinite)) throw wrong('its vectors are damaged');
  return {
    fingerprint,
    dimensions: width,
    wanted,
    decisions: decisions.map((one: Partial<KeptDecision> | null, i): KeptDecision => {
      const { scores, targets, blocked, flagged, time } = one ?? {};
      const fine =
        isRecord(scores, (value) => typeof value === 'number' && value >= 0 && value <= 1) &&
        isRecord(targets, (value) => typeof value === 'boolean') &&
        typeof blocked === 'boolean' &&
        typeof flagged === 'boolean' &&
        Number.isFinite(time);
      if (!fine) throw wrong(`decision ${i} is damaged`);
      return { vector: vectors.slice(i * width, (i + 1) * width), scores: scores!, targets: targets!, blocked, flagged, time: time! };
    }),
  };
}

const isRecord = (value: unknown, isFine: (one: unknown) => boolean) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isFine);
