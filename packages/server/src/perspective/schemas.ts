import { z } from '@hono/zod-openapi';

const scoreType = z.string().optional().openapi({ description: 'PROBABILITY, the only one that Perspective gave too.' });

const textEntry = z
  .object({ text: z.string().optional(), type: z.string().optional().openapi({ description: 'PLAIN_TEXT' }) })
  .openapi('TextEntry');

const context = z
  .object({
    entries: z.array(textEntry).optional(),
    articleAndParentComment: z.object({ article: textEntry.optional(), parentComment: textEntry.optional() }).optional(),
  })
  .openapi('Context');

const score = z.object({ value: z.number().min(0).max(1), type: scoreType }).openapi('Score');
const spanScore = z
  .object({ begin: z.number().int().min(0).optional(), end: z.number().int().min(0).optional(), score })
  .openapi('SpanScore');
const attributeScores = z.object({ summaryScore: score.optional(), spanScores: z.array(spanScore).optional() }).openapi('AttributeScores');

const both = {
  comment: textEntry.optional(),
  context: context.optional(),
  languages: z
    .array(z.string().regex(/^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$/, 'expected a language tag'))
    .max(16)
    .optional(),
  communityId: z.string().max(1024).optional(),
  clientToken: z.string().max(1024).optional(),
  sessionId: z.string().max(1024).optional(),
};

export const analyzeRequest = z
  .object({
    ...both,
    requestedAttributes: z.record(z.string(), z.object({ scoreType, scoreThreshold: z.number().optional() })).optional(),
    doNotStore: z.boolean().optional().openapi({ description: 'Obeyed whatever it says: nothing of this request is kept.' }),
    spanAnnotations: z.boolean().optional().openapi({ description: 'A score for every sentence.' }),
    dropUnsupportedAttributes: z.boolean().optional(),
  })
  .openapi('AnalyzeCommentRequest');

export const suggestRequest = z
  .object({ ...both, attributeScores: z.record(z.string(), attributeScores).optional() })
  .openapi('SuggestCommentScoreRequest');

const answeredScore = z.object({ value: z.number(), type: z.literal('PROBABILITY') });

export const analyzeResponse = z
  .object({
    attributeScores: z.record(
      z.string(),
      z.object({
        spanScores: z.array(z.object({ begin: z.number().int(), end: z.number().int(), score: answeredScore })).optional(),
        summaryScore: answeredScore.optional(),
      }),
    ),
    languages: z.array(z.string()),
    detectedLanguages: z.array(z.string()),
    clientToken: z.string().optional(),
    saguim: z
      .object({
        action: z.enum(['allow', 'review', 'block']),
        policy: z.object({ id: z.string(), version: z.number() }),
        failure: z.object({ code: z.string().optional(), message: z.string() }).optional(),
      })
      .openapi({
        description:
          'What Perspective had not: what the policy asks for. `failure`: the comment could not be judged, and the scores are 1 (hold) or 0 (publish) as the policy says.',
      }),
  })
  .openapi('AnalyzeCommentResponse');

export const suggestResponse = z
  .object({
    clientToken: z.string().optional(),
    requestedLanguages: z.array(z.string()).optional(),
    detectedLanguages: z.array(z.string()).optional(),
  })
  .openapi('SuggestCommentScoreResponse');

export const perspectiveError = z
  .object({
    error: z.object({
      code: z.number().int(),
      message: z.string(),
      status: z.string(),
      details: z.array(z.record(z.string(), z.unknown())).optional(),
    }),
  })
  .openapi('PerspectiveError');

export type AnalyzeRequest = z.infer<typeof analyzeRequest>;
export type SuggestRequest = z.infer<typeof suggestRequest>;
export type AnalyzeResponse = z.infer<typeof analyzeResponse>;
export type SuggestResponse = z.infer<typeof suggestResponse>;
export type PerspectiveErrorBody = z.infer<typeof perspectiveError>;
