import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment, Guard } from '../http/guard.js';
import { Problem } from '../http/problem.js';
import { eventStream, type SendEvent } from '../http/server-sent-events.js';
import type { Turns } from '../queue/turns.js';
import { type CompletionSource, openOnce } from './code-writer.js';
import { answerHead, choicesOf, readCompletion, type WrittenPiece, WrittenTexts, writeAll } from './completions.js';
import { cutAtStop, fillIn, infillResponsesOf, newText, pickFields, readInfill } from './infill.js';

export const completionRoutes = ['/infill', '/v1/completions'] as const;

export interface CompletionRouteOptions {
  /** Absent where nothing completes here. */
  readonly source: CompletionSource | undefined;
  readonly turns: Turns;
  readonly guard: Guard;
  readonly read: (request: Request) => Promise<Record<string, unknown>>;
  /** A failure after the answer has begun, in the shape of the route. */
  readonly told: (error: unknown) => unknown;
  readonly onWritten: (route: (typeof completionRoutes)[number], generated: number) => void;
}

/** llama.cpp's `/infill` and OpenAI's `/v1/completions`. */
export function addCompletionRoutes(app: OpenAPIHono<Environment>, options: CompletionRouteOptions): void {
  const { source, turns, guard, read, told, onWritten } = options;
  if (!source) {
    for (const route of completionRoutes) {
      app.post(route, () => {
        throw new Problem('not-found', 'Nothing completes here: the server was started without a model for it.');
      });
    }
    return;
  }
  const { model } = source;
  const open = openOnce(source);

  const inTurn = async (c: Context<Environment>, work: (signal: AbortSignal) => Promise<Response>): Promise<Response> => {
    const turn = await turns.take(c.req.raw.signal);
    try {
      return await work(turn.signal);
    } catch (error) {
      throw asProblem(error);
    } finally {
      turn.end();
    }
  };
  /** The turn lasts as long as the stream. */
  const streamed = async (c: Context<Environment>, work: (signal: AbortSignal, send: SendEvent) => Promise<void>): Promise<Response> => {
    const turn = await turns.take(c.req.raw.signal);
    const gone = new AbortController();
    const signal = AbortSignal.any([turn.signal, gone.signal]);
    return eventStream(
      (send) => work(signal, send).finally(() => turn.end()),
      (error) => told(asProblem(error)),
      () => gone.abort(),
    );
  };

  app.post('/infill', async (c) => {
    const infill = readInfill(await read(c.req.raw));
    guard.charge(c, infill.n_cmpl - 1);
    if (infill.stream) {
      return streamed(c, async (signal, send) => {
        let sent = '';
        const tell = (text: string) => {
          const more = newText(sent, cutAtStop(text, infill.stop).text);
          if (!more) return;
          sent += more;
          send({ index: 0, content: more, tokens: [], id_slot: 0, stop: false });
        };
        const suggestion = await fillIn(await open(), { ...infill, n_cmpl: 1 }, signal, tell);
        const [response] = infillResponsesOf(suggestion, infill, model);
        tell(response!.content);
        onWritten('/infill', response!.tokens_predicted);
        send({ ...pickFields(response!, infill.response_fields), content: '' });
      });
    }
    return inTurn(c, async (signal) => {
      const responses = infillResponsesOf(await fillIn(await open(), infill, signal), infill, model);
      onWritten('/infill', responses[0]!.tokens_predicted);
      const picked = responses.map((response) => pickFields(response, infill.response_fields));
      return c.json(infill.n_cmpl > 1 ? picked : picked[0]!);
    });
  });

  app.post('/v1/completions', async (c) => {
    const request = readCompletion(await read(c.req.raw), model);
    const count = choicesOf(request);
    guard.charge(c, count - 1);
    const head = answerHead(model);
    if (request.stream) {
      return streamed(c, async (signal, send) => {
        const onPiece = ({ index, text, finish }: WrittenPiece) =>
          send({ ...head, choices: [{ index, text, logprobs: null, finish_reason: finish ?? null }] });
        const usage = await writeAll(await open(), request, signal, onPiece);
        onWritten('/v1/completions', usage.completion_tokens);
        if (request.stream_options.include_usage) send({ ...head, choices: [], usage });
        send('[DONE]');
      });
    }
    return inTurn(c, async (signal) => {
      const texts = new WrittenTexts(count);
      const usage = await writeAll(await open(), request, signal, (piece) => texts.add(piece));
      onWritten('/v1/completions', usage.completion_tokens);
      return c.json({ ...head, choices: texts.choices, usage });
    });
  });
}

/** Texts that are too long for the model are the caller's to shorten. */
function asProblem(error: unknown): unknown {
  if ((error as { name?: unknown } | null)?.name !== 'QuotaExceededError') return error;
  return new Problem('invalid', 'The texts are longer than the context of the model.', {
    field: 'prompt',
    code: 'context_length_exceeded',
    cause: error,
  });
}
