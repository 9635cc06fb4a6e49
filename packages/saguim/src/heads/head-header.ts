import type { SaguimError } from '@saguim/engine/spec';
import type { HeadInput } from './head.js';
import type { Estimate, HeadMetrics } from './metrics.js';
import type { Link } from './probabilities.js';

const sectionNames = [
  'mean',
  'scale',
  'weights',
  'slope',
  'offset',
  'centroids',
  'wordTerms',
  'wordValues',
  'wordScale',
  'wordBias',
  'memoryScales',
  'memoryWeights',
  'memoryTargets',
  'memoryValues',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** What the JSON at the beginning of a head's file says. */
export interface HeadHeader {
  readonly labels: readonly string[];
  readonly link: Link;
  readonly input: HeadInput;
  readonly l2: number;
  readonly examples: number;
  readonly equalLength?: boolean;
  readonly threshold?: number;
  readonly metrics?: HeadMetrics;
  readonly sections: readonly { readonly name: SectionName; readonly length: number }[];
}

/** More than anyone needs; a file that asks for more is not worth the memory. */
const mostLabels = 10_000;
const mostColumns = 65_536;

type Unknown = Record<string, unknown>;
const isObject = (value: unknown): value is Unknown => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 1000;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown, most: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
const isEstimate = (value: unknown): value is Estimate =>
  isObject(value) && isNumber(value.value) && isNumber(value.low) && isNumber(value.high);

/** Blocks of equal width, each within what a row of features may have. */
const isBlocks = (value: unknown, columns: number) =>
  value === undefined ||
  (Array.isArray(value) &&
    value.length > 0 &&
    columns % value.length === 0 &&
    value.every((block) => isCount(block, mostColumns / (columns / value.length) - 1)));

function checkMetrics(value: unknown, labels: number): HeadMetrics | undefined {
  if (!isObject(value)) return undefined;
  const figures = [value.logLoss, value.calibrationError];
  const bins = value.reliability;
  const each = value.labels;
  const square = (rows: unknown) =>
    Array.isArray(rows) &&
    rows.length === labels &&
    rows.every((row) => Array.isArray(row) && row.length === labels && row.every(isNumber));
  const good =
    (value.on === 'cross-validation' || value.on === 'validation') &&
    isCount(value.rows, 2 ** 31) &&
    isEstimate(value.accuracy) &&
    isEstimate(value.macroF1) &&
    figures.every(isNumber) &&
    Array.isArray(bins) &&
    bins.length <= 100 &&
    bins.every((bin) => isObject(bin) && [bin.from, bin.to, bin.count, bin.confidence, bin.accuracy].every(isNumber)) &&
    Array.isArray(each) &&
    each.length === labels &&
    each.every(
      (label) => isObject(label) && isText(label.label) && [label.precision, label.recall, label.f1, label.support].every(isNumber),
    ) &&
    (value.confusion === undefined || square(value.confusion)) &&
    (value.outOfScopeAuc === undefined || isNumber(value.outOfScopeAuc));
  return good ? (value as unknown as HeadMetrics) : undefined;
}

/** Checks a parsed header. Figures about the head that do not make sense make it unusable too: somebody would believe them. */
export function checkHeadHeader(value: unknown, wrong: (what: string) => SaguimError): HeadHeader {
  if (!isObject(value)) throw wrong('its header is no object');
  const { labels, link, input, l2, examples, equalLength, threshold, metrics, sections } = value;
  if (!Array.isArray(labels) || labels.length === 0 || labels.length > mostLabels || !labels.every(isText))
    throw wrong('it names no labels');
  if (new Set(labels).size !== labels.length) throw wrong('it names a label twice');
  if (link !== 'softmax' && link !== 'sigmoid') throw wrong('it does not say how its labels relate');
  if (
    !isObject(input) ||
    !isText(input.model) ||
    !isText(input.fingerprint) ||
    !(input.features === 'embedding' || input.features === 'layers') ||
    !(input.kind === 'query' || input.kind === 'document' || input.kind === 'symmetric') ||
    !isCount(input.columns, mostColumns) ||
    input.columns === 0 ||
    !isBlocks(input.blocks, input.columns)
  )
    throw wrong('it does not say which model it reads');
  if (!isNumber(l2) || l2 < 0) throw wrong('its penalty is no number');
  if (!isCount(examples, 2 ** 31)) throw wrong('it does not say how many examples it was made of');
  if (equalLength !== undefined && typeof equalLength !== 'boolean') throw wrong('it does not say how its numbers are brought to scale');
  if (threshold !== undefined && !isNumber(threshold)) throw wrong('its threshold is no number');
  if (metrics !== undefined && !checkMetrics(metrics, labels.length)) throw wrong('its metrics are malformed');
  if (!Array.isArray(sections) || !sections.every((section) => isObject(section) && isCount(section.length, 2 ** 31)))
    throw wrong('it does not name its parts');

  const lengths = new Map((sections as HeadHeader['sections']).map(({ name, length }) => [name, length]));
  if (lengths.size !== sections.length) throw wrong('it names a part twice');
  const { columns } = input as unknown as HeadInput;
  const rows = lengths.get('memoryScales');
  const terms = lengths.get('wordTerms');
  const expected: Partial<Record<SectionName, number>> = {
    mean: columns,
    scale: columns,
    weights: labels.length * (columns + 1),
    slope: labels.length,
    offset: labels.length,
    ...(threshold !== undefined && { centroids: labels.length * columns }),
    ...(terms !== undefined && {
      wordTerms: terms,
      wordValues: terms * labels.length,
      wordScale: labels.length,
      wordBias: labels.length,
    }),
    ...(rows !== undefined && {
      memoryScales: rows,
      memoryWeights: rows,
      memoryTargets: rows * labels.length,
      memoryValues: rows * columns,
    }),
  };
  for (const name of new Set([...lengths.keys(), ...(Object.keys(expected) as SectionName[])])) {
    if (lengths.get(name) !== expected[name]) throw wrong(`its part "${String(name)}" has not the size that it should have`);
  }
  return value as unknown as HeadHeader;
}
