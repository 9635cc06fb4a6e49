import { z } from '@hono/zod-openapi';

const text = z.string();
const count = z.number().int();

/** What `POST /infill` of llama.cpp takes, as far as it means something here. What only says how to draw among tokens is taken and not read. */
export const infillRequest = z
  .object({
    input_prefix: text.openapi({ description: 'The text before the caret’s line, or all before the caret.' }),
    input_suffix: text.openapi({ description: 'The text after the caret.' }),
    prompt: text.default('').openapi({ description: 'What goes between `input_prefix` and the caret: of the caret’s line.' }),
    input_extra: z
      .array(z.object({ text, filename: text.default('untitled') }))
      .max(256)
      .default([])
      .openapi({ description: 'Pieces of other files, the oldest first.' }),
    n_predict: count
      .min(-1)
      .default(-1)
      .openapi({ description: 'Tokens at most. 0: the prompt is computed ahead. -1: as fits the place.' }),
    n_cmpl: count.min(1).max(5).default(1).openapi({ description: 'Completions to choose from; with more than 1 the answer is an array.' }),
    stop: z
      .union([text.transform((one) => [one]), z.array(text).max(16)])
      .default([])
      .openapi({ description: 'Texts that end the completion and are not part of it.' }),
    stream: z.boolean().default(false),
    t_max_predict_ms: z
      .number()
      .min(0)
      .default(0)
      .openapi({ description: 'Milliseconds to go on for once there is a first line; 0: no limit.' }),
    response_fields: z.array(text).max(64).optional(),
    threshold: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .openapi({ description: 'Ours: the confidence a completion must have. Default: the server’s.' }),
    language: text.optional().openapi({ description: 'Ours: as editors name it. Default: guessed.' }),
    filename: text.optional().openapi({ description: 'Ours: path of the file with the caret.' }),
  })
  .openapi('InfillRequest');

export const infillResponse = z
  .object({
    index: count,
    content: text.openapi({ description: 'Empty where nothing good comes.' }),
    tokens: z.array(count),
    id_slot: count,
    stop: z.boolean(),
    model: text,
    tokens_predicted: count,
    tokens_evaluated: count,
    has_new_line: z.boolean(),
    truncated: z.boolean(),
    stop_type: z.enum(['eos', 'limit', 'word']),
    stopping_word: text,
    confidence: z.number().openapi({ description: 'Ours: how likely it is wanted, 0 … 1.' }),
    timings: z.object({
      prompt_n: count,
      prompt_ms: z.number(),
      prompt_per_token_ms: z.number(),
      prompt_per_second: z.number(),
      predicted_n: count,
      predicted_ms: z.number(),
      predicted_per_token_ms: z.number(),
      predicted_per_second: z.number(),
    }),
  })
  .openapi('InfillResponse');

export type InfillRequest = z.infer<typeof infillRequest>;
export type InfillResponse = z.infer<typeof infillResponse>;
