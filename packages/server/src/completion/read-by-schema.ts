import type { z } from '@hono/zod-openapi';
import { Problem } from '../http/problem.js';

/** Reads a request; what is null is absent. @throws {Problem} `invalid`, with the field */
export function readBySchema<T extends z.ZodType>(schema: T, json: Record<string, unknown>): z.infer<T> {
  const given = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
  const { data, error } = schema.safeParse(given);
  if (!error) return data;
  const { path, message } = error.issues[0]!;
  const field = path.map(String).join('.').slice(0, 200);
  const missing = path.length === 1 && !Object.hasOwn(given, String(path[0]));
  throw new Problem('invalid', missing ? `Missing required parameter: '${field}'.` : `Invalid value at '${field}': ${message}`, {
    field,
    code: missing ? 'missing_required_parameter' : 'invalid_value',
  });
}

/** Whether a field asks for nothing. */
const asksNothing = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** Refuses by name what is not done here. @throws {Problem} `invalid`, with the field */
export function refuse(json: Record<string, unknown>, names: readonly string[]): void {
  const name = names.find((one) => !asksNothing(json[one]));
  if (name === undefined) return;
  throw new Problem('invalid', `'${name}' is not carried here: leave it out.`, { field: name, code: 'unsupported_parameter' });
}
