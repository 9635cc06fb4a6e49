import { z } from '@hono/zod-openapi';
import { categoryNames } from './categories.js';

const action = z.enum(['allow', 'review', 'block']);
const byCategory = <T extends z.ZodType>(value: T) =>
  z.object(Object.fromEntries(categoryNames.map((name) => [name, value])) as Record<(typeof categoryNames)[number], T>);

export const moderationRequest = z
  .object({
    input: z.union([
      z.string(),
      z.array(z.string()).min(1),
      z
        .array(z.object({ type: z.literal('text'), text: z.string() }))
        .min(1)
        .openapi({ description: 'Parts of one text. Images are refused.' }),
    ]),
    model: z
      .string()
      .optional()
      .openapi({ description: 'One of OpenAI’s names, or the name of the model that judges here. It changes nothing.' }),
  })
  .openapi('ModerationRequest');

/** What we know beside OpenAI's shape. */
export const verdictSchema = z
  .object({
    action,
    scores: z.record(z.string(), z.number()),
    categories: z.record(z.string(), action),
    spans: z.array(
      z.object({
        start: z.number().int(),
        end: z.number().int(),
        label: z.string(),
        score: z.number().optional(),
        source: z.enum(['model', 'rule', 'disguise']),
      }),
    ),
    reasons: z.array(
      z.object({
        label: z.string(),
        kind: z.enum(['model', 'rule', 'disguise', 'error']),
        action,
        message: z.string(),
        score: z.number().optional(),
        threshold: z.number().optional(),
        rule: z.string().optional(),
        code: z.string().optional(),
      }),
    ),
    language: z.string(),
    sentiment: z.object({ positive: z.number(), neutral: z.number(), negative: z.number() }).optional(),
    reading: z.string().optional(),
    policy: z.object({ id: z.string(), version: z.number() }),
  })
  .openapi('Verdict');

export const moderationResponse = z
  .object({
    id: z.string(),
    model: z.string(),
    results: z.array(
      z.object({
        flagged: z.boolean().openapi({ description: 'Whether the policy asks for anything: `saguim.action` is not `allow`.' }),
        categories: byCategory(z.boolean().nullable()),
        category_scores: byCategory(z.number()),
        category_applied_input_types: byCategory(z.array(z.literal('text'))).openapi({
          description: 'Empty for a category that nothing here judges.',
        }),
        saguim: verdictSchema,
      }),
    ),
  })
  .openapi('ModerationResponse');

export const openAIError = z
  .object({ error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }) })
  .openapi('OpenAIError');

export type ModerationResponse = z.infer<typeof moderationResponse>;
export type OpenAIErrorBody = z.infer<typeof openAIError>;
