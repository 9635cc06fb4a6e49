import { Problem } from './problem.js';

const tooLarge = (limit: number) => new Problem('too-large', `The request is larger than ${limit} bytes.`);

/** The body, up to `limit` bytes. */
async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (request.body) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks);
}

/**
 * The JSON object that a request carries. It must say that it is JSON: pages of other origins cannot send that unasked.
 * @throws {Problem} `media-type`, `too-large`, `invalid`
 */
export async function readJson(request: Request, limit: number): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type))
    throw new Problem('media-type', 'The request is not JSON: send it with Content-Type: application/json.');
  if (!/^(?:identity)?$/i.test(request.headers.get('content-encoding') ?? ''))
    throw new Problem('media-type', 'Compressed requests are not taken: send the JSON as it is.');
  const bytes = await readBytes(request, limit);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Problem('invalid', 'Invalid JSON payload received. It is not UTF-8.', { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // What JSON.parse says quotes the payload, which is somebody's text.
    throw new Problem('invalid', 'Invalid JSON payload received. It cannot be parsed.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem('invalid', 'Invalid JSON payload received. It is not an object.');
  return value as Record<string, unknown>;
}
