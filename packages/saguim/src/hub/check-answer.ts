import { SaguimError } from '@saguim/engine/spec';
import type { Identity } from './journal.js';
import { isPassing, longestRetryAfter, retryAfter } from './retry.js';

export interface Asked {
  readonly url: string;
  /** First byte, and the one after the last; undefined when the whole file was asked for. */
  readonly range: readonly [at: number, end: number] | undefined;
  /** What the file must have, where somebody vouches for it. */
  readonly expected: number | undefined;
  /** What it had in earlier answers. */
  readonly total: number | undefined;
  readonly identity: Identity;
  /** Where licences are accepted. */
  readonly page?: string;
}

/** What an answer is good for. */
export interface Answer {
  /** `no-ranges`: only the whole file is to be had here; `changed`: it is not the file of earlier answers. */
  readonly kind: 'part' | 'whole' | 'no-ranges' | 'changed';
  readonly end?: number;
  readonly total?: number;
  readonly identity: Identity;
}

/** Later it may be otherwise. */
export class PassingFailure extends Error {
  /** @param after milliseconds that the server asks to wait */
  constructor(
    readonly status: number,
    readonly after: number | undefined,
  ) {
    super(`the server answered ${status}`);
  }
}

function refusal({ url, page }: Asked, status: number, why: string | null): SaguimError {
  const lacksToken = status === 401;
  return new SaguimError('network', `The server refuses the file (${status}${why ? `: ${why}` : ''})`, {
    where: url,
    hint: page
      ? `It asks for an account that has accepted the licence: accept it at ${page}, then ${lacksToken ? 'set HF_TOKEN to a token of that account' : 'use a token of that account (HF_TOKEN)'}.`
      : 'Check that you may read it, and the token if one is needed.',
    details: { status, gated: true, ...(page ? { page } : {}) },
  });
}

function checkStatus(response: Response, asked: Asked, now: number): void {
  const { status } = response;
  const fail = (what: string, hint: string) => new SaguimError('network', what, { where: asked.url, hint, details: { status } });
  if (isPassing(status)) {
    const after = retryAfter(response.headers.get('retry-after'), now);
    if (after === undefined || after <= longestRetryAfter) throw new PassingFailure(status, after);
    throw fail(`The server answered ${status} and wants to be asked again in ${Math.ceil(after / 60_000)} minutes`, 'Try again then.');
  }
  if (status === 401 || status === 403) throw refusal(asked, status, response.headers.get('x-error-message'));
  if (status === 404 || status === 410) {
    throw fail(
      'The server has no such model file',
      'Check the name, put the file there (npx saguim add NAME --to FOLDER), or name the right base of models.',
    );
  }
  if (!response.ok) throw fail(`The server answered ${status} instead of the model`, 'Try again later.');
  if (/^(text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get('content-type') ?? '')) {
    throw fail(
      'A web page came instead of the model',
      'The server answers unknown addresses with its page: put the model where this address points, or name the right address.',
    );
  }
}

const header = (response: Response, name: string) => response.headers.get(name) ?? undefined;
const isSame = (known: Identity, found: Identity) =>
  known.tag !== undefined ? found.tag === known.tag : known.modified === undefined || found.modified === known.modified;

/**
 * Judges an answer by its status and headers. RFC 9110, 14.
 * @throws {PassingFailure}; {SaguimError} `network`, `integrity`
 */
export function checkAnswer(response: Response, asked: Asked, now: number): Answer {
  const identity: Identity = { tag: header(response, 'etag'), modified: header(response, 'last-modified') };
  if (response.status === 416) {
    if (asked.range?.[0] || asked.total !== undefined) return { kind: 'changed', identity };
    throw new SaguimError('network', 'The server has an empty file', { where: asked.url, hint: 'Ask the people who run it.' });
  }
  checkStatus(response, asked, now);
  const encoded = (header(response, 'content-encoding') ?? 'identity') !== 'identity';
  const length = Number(header(response, 'content-length') ?? Number.NaN);
  if (response.status !== 206) return compare({ kind: 'whole', identity, ...(encoded || !(length >= 0) ? {} : { total: length }) }, asked);
  const { range } = asked;
  if (!range || encoded) return { kind: 'no-ranges', identity };
  const [, from, to, all] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header(response, 'content-range') ?? '') ?? [];
  if (from === undefined) {
    // Across origins pages may not see that header; a part of the right length of a known file is believed.
    const known = asked.expected ?? asked.total;
    const right = known !== undefined && length === Math.min(range[1], known) - range[0];
    return right ? compare({ kind: 'part', identity, end: range[0] + length }, asked) : { kind: 'no-ranges', identity };
  }
  if (Number(from) !== range[0] || Number(to) < range[0]) return { kind: 'no-ranges', identity };
  return compare({ kind: 'part', identity, end: Number(to) + 1, ...(all === '*' ? {} : { total: Number(all) }) }, asked);
}

function compare(answer: Answer, { url, expected, total, identity }: Asked): Answer {
  const found = answer.total;
  if (found !== undefined && expected !== undefined && found !== expected) {
    throw new SaguimError('integrity', `The server has a file of ${found} bytes; the model has ${expected}`, {
      where: url,
      hint: 'Put the right file there (npx saguim add), or name another source.',
      details: { expected, found },
    });
  }
  const changed = (found !== undefined && total !== undefined && found !== total) || !isSame(identity, answer.identity);
  return changed ? { ...answer, kind: 'changed' } : answer;
}
