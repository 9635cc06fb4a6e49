import type { SaguimError } from 'saguim';

/** Where something of a policy is wrong, and what. */
export function toWrong(error: unknown): { readonly where: string; readonly what: string } {
  const { where, message, hint } = error as SaguimError;
  return { where: where ?? 'policy', what: hint ? `${message}. ${hint}` : message };
}

/** Whether a JSON file is meant to be a policy and not comments: an object without a text, also where it is broken. Lines of JSON are comments. */
export function looksLikePolicy(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !('text' in value);
  } catch {
    return text.trimStart().startsWith('{') && !/\}\s*\n\s*\{/.test(text);
  }
}
