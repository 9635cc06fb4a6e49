import { type CheckItem, labelNames, type TextModerator, type Verdict } from 'saguim';
import { resolveAttribute } from './attributes.js';
import { invalid } from './errors.js';
import { baseLanguage, languageRefused, notCarried } from './languages.js';
import { commentContext, commentText } from './read-request.js';
import type { AnalyzeRequest, AnalyzeResponse } from './schemas.js';
import { type Sentence, sentencesOf } from './sentences.js';

export interface Requested {
  /** As it was asked for, with its version. */
  readonly attribute: string;
  readonly label: string;
  readonly threshold?: number;
}

/** A request after checking, with the texts that are to be judged: the comment, then its sentences where they were asked for. */
export interface Analysis {
  readonly request: AnalyzeRequest;
  readonly requested: readonly Requested[];
  readonly items: readonly CheckItem[];
  readonly sentences: readonly Sentence[];
}

/** The label that answers for an attribute. @throws {Problem} for one that is unknown, or that nothing here judges, by name */
export function labelOf(attribute: string, labels: readonly string[], languages: readonly string[]): string {
  const resolved = resolveAttribute(attribute, labels);
  if (!resolved)
    throw invalid('INVALID_REQUEST', `Unknown requested attribute: ${attribute.slice(0, 100)}`, undefined, 'requested_attributes');
  if ('label' in resolved) return resolved.label;
  // As Perspective refused what it had in no language that was asked for: clients leave the attribute out and ask again.
  throw invalid('LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE', `Attribute ${attribute} is not carried here in any language: ${resolved.refused}.`, {
    languageNotSupportedByAttributeError: { requestedLanguages: languages, attribute },
  });
}

function checkScoreType(attribute: string, type: string | undefined): void {
  if (type === undefined || type === 'PROBABILITY' || type === 'SCORE_TYPE_UNSPECIFIED') return;
  throw invalid('INVALID_REQUEST', `Requested score type ${type.slice(0, 40)} is not supported by attribute ${attribute}`);
}

/** @throws {Problem} as Perspective would refuse it */
export function readAnalysis(request: AnalyzeRequest, moderator: Pick<TextModerator, 'labels' | 'policy'>): Analysis {
  const text = commentText(request);
  const names = Object.entries(request.requestedAttributes ?? {});
  if (names.length === 0) throw invalid('NO_REQUESTED_ATTRIBUTES', 'Missing requested_attributes');
  const labels = labelsOf(moderator);
  const languages = request.languages ?? [];
  const foreign = notCarried(languages);
  const requested: Requested[] = [];
  for (const [attribute, { scoreType, scoreThreshold }] of names) {
    checkScoreType(attribute, scoreType);
    const resolved = resolveAttribute(attribute, labels);
    if (request.dropUnsupportedAttributes && resolved && ('refused' in resolved || foreign.length > 0)) continue;
    const label = labelOf(attribute, labels, languages);
    if (foreign.length > 0) throw languageRefused(attribute, foreign, 'requestedLanguages');
    requested.push({ attribute, label, threshold: scoreThreshold });
  }
  const sentences = request.spanAnnotations ? sentencesOf(text) : [];
  const around = {
    context: commentContext(request),
    section: sectionOf(request.communityId, moderator),
    language: languages.length === 1 ? baseLanguage(languages[0]!) : undefined,
  };
  const parts = sentences.length > 1 ? sentences.map(({ begin, end }) => text.slice(begin, end)) : [];
  return { request, requested, items: [text, ...parts].map((part) => ({ text: part, ...around })), sentences };
}

/** What can be asked for. Without a model it is unknown what it scores: then all is answered, as the policy says. */
export function labelsOf({ labels }: Pick<TextModerator, 'labels'>): readonly string[] {
  return labels.length > 0 ? labels.map(({ name }) => name) : labelNames;
}

/** A community is a section of the policy, where the policy knows it. */
export function sectionOf(communityId: string | undefined, { policy }: Pick<TextModerator, 'policy'>): string | undefined {
  return communityId !== undefined && Object.hasOwn(policy.sections ?? {}, communityId) ? communityId : undefined;
}

/** Scores are all that most readers of this shape look at: what a rule asks for under a label shows there too. */
const ofRules = { allow: 0, review: 0.9, block: 1 } as const;

const failureOf = (verdict: Verdict) => verdict.reasons.find(({ kind }) => kind === 'error');

function scoreOf(verdict: Verdict, label: string): number {
  if (failureOf(verdict)) return verdict.action === 'allow' ? 0 : 1;
  const rules = verdict.reasons.filter((reason) => reason.kind === 'rule' && reason.label === label).map(({ action }) => ofRules[action]);
  return Number(Math.max(verdict.scores[label] ?? 0, ...rules).toPrecision(8));
}

/** @param verdicts of `items`, in order @throws {Problem} where the language that was found is not carried */
export function analysisResponse({ request, requested, items, sentences }: Analysis, verdicts: readonly Verdict[]): AnalyzeResponse {
  const [whole, ...parts] = verdicts as [Verdict, ...Verdict[]];
  const failure = failureOf(whole);
  const detected = [whole.language];
  const foreign = request.languages?.length || failure ? [] : notCarried(detected);
  if (foreign.length > 0 && !request.dropUnsupportedAttributes && requested[0])
    throw languageRefused(requested[0].attribute, foreign, 'detectedLanguages');
  const text = items[0]!.text;
  const spans =
    parts.length > 0
      ? sentences.map((sentence, i) => ({ ...sentence, verdict: parts[i]! }))
      : [{ begin: 0, end: text.length, verdict: whole }];
  const attributeScores: AnalyzeResponse['attributeScores'] = {};
  for (const { attribute, label, threshold = 0 } of foreign.length > 0 ? [] : requested) {
    const score = (verdict: Verdict) => ({ value: scoreOf(verdict, label), type: 'PROBABILITY' as const });
    const spanScores = spans
      .map(({ begin, end, verdict }) => ({ begin, end, score: score(verdict) }))
      .filter((span) => span.score.value >= threshold);
    const summaryScore = score(whole);
    if (summaryScore.value < threshold && spanScores.length === 0) continue;
    attributeScores[attribute] = { ...(spanScores.length > 0 && { spanScores }), ...(summaryScore.value >= threshold && { summaryScore }) };
  }
  return {
    attributeScores,
    languages: request.languages?.length ? request.languages : detected,
    detectedLanguages: detected,
    ...(request.clientToken !== undefined && { clientToken: request.clientToken }),
    saguim: {
      action: whole.action,
      policy: whole.policy,
      ...(failure && { failure: { ...(failure.code && { code: failure.code }), message: failure.message } }),
    },
  };
}
