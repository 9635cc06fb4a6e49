import { SaguimError, type SaguimErrorCode } from '@saguim/engine/spec';

/** An error as plain data, for the border between threads: structured clone drops classes and members of our own. */
export type PackedError =
  | {
      readonly kind: 'saguim';
      readonly code: SaguimErrorCode;
      readonly what: string;
      readonly where?: string;
      readonly hint?: string;
      readonly details?: Record<string, unknown>;
      readonly stack?: string;
      readonly cause?: PackedError;
    }
  | { readonly kind: 'dom'; readonly name: string; readonly message: string }
  | { readonly kind: 'plain'; readonly name: string; readonly message: string; readonly stack?: string };

const plainErrors: Record<string, new (message: string) => Error> = { TypeError, RangeError, SyntaxError, Error };

/** Only what survives structured clone: a details object from anywhere must not turn one error into another. */
function cloneable(details: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (!details) return undefined;
  try {
    return structuredClone(details);
  } catch {
    return undefined;
  }
}

export function packError(error: unknown, depth = 0): PackedError {
  if (error instanceof SaguimError) {
    const { code, where, hint } = error;
    // `message` is composed of the parts (see SaguimError); the first one is taken out of it again.
    const rest = `${where ? ` (${where})` : ''}.${hint ? ` ${hint}` : ''}`;
    const what = error.message.endsWith(rest) ? error.message.slice(0, -rest.length) : error.message;
    const cause = error.cause !== undefined && depth < 3 ? packError(error.cause, depth + 1) : undefined;
    return { kind: 'saguim', code, what, where, hint, details: cloneable(error.details), stack: error.stack, cause };
  }
  if (typeof DOMException !== 'undefined' && error instanceof DOMException) {
    return { kind: 'dom', name: error.name, message: error.message };
  }
  if (error instanceof Error) return { kind: 'plain', name: error.name, message: error.message, stack: error.stack };
  return { kind: 'plain', name: 'Error', message: String(error) };
}

export function unpackError(packed: PackedError): Error {
  if (packed.kind === 'dom') return new DOMException(packed.message, packed.name);
  if (packed.kind === 'saguim') {
    const { code, what, where, hint, details, cause } = packed;
    const error = new SaguimError(code, what, { where, hint, details, cause: cause && unpackError(cause) });
    if (packed.stack) error.stack = packed.stack;
    return error;
  }
  const error = new (plainErrors[packed.name] ?? Error)(packed.message);
  if (packed.stack) error.stack = packed.stack;
  return error;
}
