import { SaguimError } from '@saguim/engine/spec';
import type { DeviceFacts } from '#platform/device';
import { bytesOf } from '../catalogue/index.js';
import type { CatalogueEntry, Wording } from '../catalogue-entry.js';
import { expectedSpeed, type MeasuredSpeed } from './expected-speed.js';

/** Why a model is not taken without being asked for. */
export type Obstacle =
  /** It needs more memory than there is for it. */
  | 'memory'
  /** It would answer more slowly than is asked. */
  | 'slow'
  /** Nobody has run its real weights on this engine yet. */
  | 'unverified'
  /** Its licence forbids some uses. */
  | 'licence'
  /** Its page wants an account first. */
  | 'gated'
  /** There is no room to store it. */
  | 'room';

export interface RecommendOptions {
  /** What it is for. Default: chat. */
  readonly task?: CatalogueEntry['task'];
  /** A language tag that it must know, such as `pt`, or several. */
  readonly language?: string | readonly string[];
  /** Takes models too whose real weights nobody has run on this engine yet. Default: false. */
  readonly unverified?: boolean;
  /** `any` takes models too whose licence forbids some uses. Default: `free`. */
  readonly licence?: 'free' | 'any';
  /** Tokens a second that chat and code must be expected to reach. Default: 8, as fast as people read. */
  readonly tokensPerSecond?: number;
}

/** A model of the catalogue, seen from this device. */
export interface Candidate {
  readonly entry: CatalogueEntry;
  /** Bytes to download, and whether that is their exact number. */
  readonly bytes: number;
  readonly exact: boolean;
  /** Expected; undefined for what writes no text, and where the speed was not measured. */
  readonly tokensPerSecond?: number;
  readonly obstacles: readonly Obstacle[];
}

export interface Recommendation {
  readonly device: DeviceFacts;
  readonly speed?: MeasuredSpeed;
  /** What is taken; undefined where nothing can be without being asked for. */
  readonly model?: Candidate;
  /** Why this one, or why none. */
  readonly reason: Wording;
  /** All that do what is asked, the best for this device first. */
  readonly candidates: readonly Candidate[];
}

/** What `model: 'auto'` became, and why. */
export interface ModelChoice {
  readonly name: string;
  readonly reason: Wording;
  /** Expected of it here. */
  readonly tokensPerSecond?: number;
}

/** Whether a model was trained for a language: `pt` is known by who knows `pt-BR` and the other way round. */
function speaks({ languages }: CatalogueEntry, language: string): boolean {
  const word = (tag: string) => tag.toLowerCase().split('-')[0];
  return languages.some((tag) => word(tag) === word(language));
}

function look(entry: CatalogueEntry, device: DeviceFacts, speed: MeasuredSpeed | undefined, options: RecommendOptions): Candidate {
  const { bytes, exact } = bytesOf(entry);
  const tokensPerSecond = speed && expectedSpeed(entry, speed);
  const obstacles: Obstacle[] = [];
  if (entry.memory > device.available) obstacles.push('memory');
  if (device.room !== undefined && bytes > device.room) obstacles.push('room');
  if (tokensPerSecond !== undefined && tokensPerSecond < (options.tokensPerSecond ?? 8)) obstacles.push('slow');
  if (!options.unverified && entry.verified.what !== 'weights') obstacles.push('unverified');
  if (options.licence !== 'any' && !entry.licence.free) obstacles.push('licence');
  if (entry.licence.gated) obstacles.push('gated');
  return { entry, bytes, exact, ...(tokensPerSecond !== undefined && { tokensPerSecond }), obstacles };
}

/** What cannot be helped comes after what only has to be asked for. */
const weights: Readonly<Record<Obstacle, number>> = { memory: 100, room: 100, slow: 10, gated: 3, unverified: 1, licence: 1 };
const weigh = ({ obstacles }: Candidate) => obstacles.reduce((sum, obstacle) => sum + weights[obstacle], 0);

/** Fewer obstacles first; then more weights, which is what makes answers better; where memory is short, fewer. */
function order(a: Candidate, b: Candidate): number {
  const [left, right] = [weigh(a), weigh(b)];
  if (left !== right) return left - right;
  const sign = left >= weights.slow ? 1 : -1;
  return sign * (a.entry.parameters - b.entry.parameters);
}

const round = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toString());
const size = (bytes: number) => (bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);
const titleOf = ({ entry }: Candidate) => entry.title ?? entry.name;

function whyTaken(model: Candidate, slow: boolean): Wording {
  const { tokensPerSecond } = model;
  const memory = size(model.entry.memory);
  if (slow) {
    const rate = round(tokensPerSecond!);
    return {
      en: `${titleOf(model)} is the fastest that does it: about ${rate} tokens a second here, slower than people read.`,
      'pt-BR': `${titleOf(model)} é o mais rápido que faz isso: cerca de ${rate} tokens por segundo aqui, mais devagar do que se lê.`,
    };
  }
  const rate = tokensPerSecond === undefined ? undefined : round(tokensPerSecond);
  return {
    en: `${titleOf(model)} is the largest that fits: it needs ${memory} of memory${rate ? `, and about ${rate} tokens a second are expected` : ''}.`,
    'pt-BR': `${titleOf(model)} é o maior que cabe: precisa de ${memory} de memória${rate ? `, e se esperam cerca de ${rate} tokens por segundo` : ''}.`,
  };
}

function whyNone(best: Candidate | undefined): Wording {
  if (!best) {
    return { en: 'No model of the catalogue does what is asked.', 'pt-BR': 'Nenhum modelo do catálogo faz o que se pede.' };
  }
  const [title, has] = [titleOf(best), (obstacle: Obstacle) => best.obstacles.includes(obstacle)];
  if (has('memory')) {
    const memory = size(best.entry.memory);
    return {
      en: `Even ${title} needs ${memory} of memory, more than a model may take here.`,
      'pt-BR': `Até ${title} precisa de ${memory} de memória, mais do que um modelo pode usar aqui.`,
    };
  }
  if (has('room')) {
    return {
      en: `There is no room left to store ${title} (${size(best.bytes)}).`,
      'pt-BR': `Não há espaço para guardar ${title} (${size(best.bytes)}).`,
    };
  }
  if (has('unverified')) {
    return {
      en: `${title} would fit, but its real weights have not been run on this engine yet: it is taken only when asked for.`,
      'pt-BR': `${title} caberia, mas seus pesos reais ainda não foram rodados neste motor: só é usado se você pedir.`,
    };
  }
  return {
    en: `${title} would fit, but its licence does not allow every use: it is taken only when asked for.`,
    'pt-BR': `${title} caberia, mas sua licença não permite todos os usos: só é usado se você pedir.`,
  };
}

/** @throws {SaguimError} `invalid-argument` where it is no language tag */
function checkTag(tag: string): void {
  try {
    Intl.getCanonicalLocales(tag);
  } catch (cause) {
    throw new SaguimError('invalid-argument', `${JSON.stringify(tag)} is no language tag`, {
      hint: 'Give one such as pt or pt-BR.',
      cause,
    });
  }
}

/**
 * Models that do what is asked, the best for a device first, and which of them is taken.
 * @param speed how fast weights are read there; without it no model counts as slow
 * @throws {SaguimError} `invalid-argument`
 */
export function recommendFrom(
  entries: readonly CatalogueEntry[],
  device: DeviceFacts,
  speed: MeasuredSpeed | undefined,
  options: RecommendOptions = {},
): Recommendation {
  const { task = 'chat', language = [] } = options;
  const languages = typeof language === 'string' ? [language] : language;
  languages.forEach(checkTag);
  const candidates = entries
    .filter((entry) => entry.task === task && languages.every((tag) => speaks(entry, tag)))
    .map((entry) => look(entry, device, speed, options))
    .sort(order);
  const [best] = candidates;
  const known = { device, ...(speed && { speed }), candidates };
  const slow = best?.obstacles.length === 1 && best.obstacles[0] === 'slow';
  if (best && (best.obstacles.length === 0 || slow)) return { ...known, model: best, reason: whyTaken(best, slow) };
  return { ...known, reason: whyNone(best) };
}
