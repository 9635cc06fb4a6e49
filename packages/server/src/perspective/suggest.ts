import type { Decision, TextModerator } from 'saguim';
import { labelOf, labelsOf, sectionOf } from './analyze.js';
import { invalid } from './errors.js';
import { languageRefused, notCarried } from './languages.js';
import { commentText } from './read-request.js';
import type { SuggestRequest } from './schemas.js';

/** From this score on a suggestion says that the attribute is right. */
const right = 0.5;

/** What a suggestion decides: the comment may appear where no attribute is right. @throws {Problem} as Perspective would refuse it */
export function readSuggestion(request: SuggestRequest, moderator: Pick<TextModerator, 'labels' | 'policy'>): Decision {
  const text = commentText(request);
  const scored = Object.entries(request.attributeScores ?? {});
  if (scored.length === 0) throw invalid('NO_REQUESTED_ATTRIBUTES', 'Missing attribute_scores');
  const names = labelsOf(moderator);
  const languages = request.languages ?? [];
  const foreign = notCarried(languages);
  const labels: Record<string, boolean> = {};
  for (const [attribute, { summaryScore, spanScores = [] }] of scored) {
    const label = labelOf(attribute, names, languages);
    if (foreign.length > 0) throw languageRefused(attribute, foreign, 'requestedLanguages');
    const value = summaryScore?.value ?? Math.max(...spanScores.map(({ score }) => score.value));
    if (!Number.isFinite(value))
      throw invalid('INVALID_REQUEST', `Attribute ${attribute} has no score`, undefined, `attributeScores.${attribute}`);
    labels[label] = value >= right || labels[label] === true;
  }
  return {
    text,
    action: Object.values(labels).some(Boolean) ? 'block' : 'allow',
    labels,
    section: sectionOf(request.communityId, moderator),
  };
}
