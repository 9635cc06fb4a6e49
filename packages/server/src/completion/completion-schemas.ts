import { z } from '@hono/zod-openapi';

const text = z.string();
const count = z.number().int();

export const completionRequest = z
  .object({
    model: text.optional().openapi({ description: 'The name of the model that completes here, or one of OpenAI’s for this route.' }),
    prompt: z
      .union([text, z.array(text).min(1).max(16)])
      .openapi({ description: 'The text before what is written; or several. Token ids are refused: they would be another vocabulary’s.' }),
    suffix: text.optional().openapi({ description: 'The text after what is written.' }),
    max_tokens: count.min(0).max(65_536).default(16),
    temperature: z.number().min(0).max(2).default(1),
    top_p: z.number().gt(0).max(1).default(1),
    n: count.min(1).max(16).default(1),
    stop: z
      .union([text.transform((one) => [one]), z.array(text).max(16)])
      .default([])
      .transform((all) => all.filter((one) => one !== '')),
    stream: z.boolean().default(false),
    stream_options: z.object({ include_usage: z.boolean().default(false) }).default({ include_usage: false }),
    echo: z.boolean().default(false),
    presence_penalty: z.number().min(-2).max(2).default(0),
    frequency_penalty: z.number().min(-2).max(2).default(0),
    seed: z.number().int().optional(),
  })
  .openapi('CompletionRequest');

const usage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count }),
});

export const completionResponse = z
  .object({
    id: text,
    object: z.literal('text_completion'),
    created: count,
    model: text,
    choices: z.array(z.object({ index: count, text, logprobs: z.null(), finish_reason: z.enum(['stop', 'length']).nullable() })),
    usage: usage.optional(),
  })
  .openapi('CompletionResponse');

export type TextRequest = z.infer<typeof completionRequest>;
export type TextResponse = z.infer<typeof completionResponse>;
export type TextUsage = z.infer<typeof usage>;
