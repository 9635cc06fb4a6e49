/** Fields of a message, in the words of a discovery document. */
const text = { type: 'string' };
const flag = { type: 'boolean' };
const list = (items: object) => ({ type: 'array', items });
const map = (additionalProperties: object) => ({ type: 'object', additionalProperties });
const ref = ($ref: string) => ({ $ref });

const schemas = Object.fromEntries(
  Object.entries({
    TextEntry: { text, type: text, lang: text },
    ArticleAndParentComment: { article: ref('TextEntry'), parentComment: ref('TextEntry') },
    Context: { entries: list(ref('TextEntry')), articleAndParentComment: ref('ArticleAndParentComment') },
    AttributeParameters: { scoreType: text, scoreThreshold: { type: 'number', format: 'float' } },
    Score: { value: { type: 'number', format: 'float' }, type: text },
    SpanScore: { begin: { type: 'integer', format: 'int32' }, end: { type: 'integer', format: 'int32' }, score: ref('Score') },
    AttributeScores: { summaryScore: ref('Score'), spanScores: list(ref('SpanScore')) },
    AnalyzeCommentRequest: {
      comment: ref('TextEntry'),
      context: ref('Context'),
      requestedAttributes: map(ref('AttributeParameters')),
      languages: list(text),
      doNotStore: flag,
      spanAnnotations: flag,
      dropUnsupportedAttributes: flag,
      communityId: text,
      clientToken: text,
      sessionId: text,
    },
    AnalyzeCommentResponse: {
      attributeScores: map(ref('AttributeScores')),
      languages: list(text),
      detectedLanguages: list(text),
      clientToken: text,
    },
    SuggestCommentScoreRequest: {
      comment: ref('TextEntry'),
      context: ref('Context'),
      attributeScores: map(ref('AttributeScores')),
      languages: list(text),
      communityId: text,
      clientToken: text,
      sessionId: text,
    },
    SuggestCommentScoreResponse: { requestedLanguages: list(text), detectedLanguages: list(text), clientToken: text },
  }).map(([id, properties]) => [id, { id, type: 'object', properties }]),
);

const method = (name: 'analyze' | 'suggestscore', message: string) => ({
  id: `commentanalyzer.comments.${name}`,
  path: `v1alpha1/comments:${name}`,
  flatPath: `v1alpha1/comments:${name}`,
  httpMethod: 'POST',
  parameters: {},
  parameterOrder: [],
  request: ref(`${message}Request`),
  response: ref(`${message}Response`),
});

/**
 * What Google's client libraries ask an API for: where its methods are, and what they take. With the address of this document in place of
 * Google's, programs written against Perspective call this server.
 * @param origin of this server, such as `http://127.0.0.1:8765`
 */
export function discoveryDocument(origin: string) {
  return {
    kind: 'discovery#restDescription',
    discoveryVersion: 'v1',
    id: 'commentanalyzer:v1alpha1',
    name: 'commentanalyzer',
    version: 'v1alpha1',
    title: 'Perspective Comment Analyzer API, answered by Saguim',
    protocol: 'rest',
    rootUrl: `${origin}/`,
    baseUrl: `${origin}/`,
    basePath: '',
    servicePath: '',
    batchPath: 'batch',
    parameters: { key: { type: 'string', location: 'query' }, alt: { type: 'string', location: 'query', default: 'json', enum: ['json'] } },
    schemas,
    resources: {
      comments: { methods: { analyze: method('analyze', 'AnalyzeComment'), suggestscore: method('suggestscore', 'SuggestCommentScore') } },
    },
  };
}
