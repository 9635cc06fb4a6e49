import { SaguimError } from '../spec/index.js';
import { isWebPage, isWebPageType } from './web-page.js';

/**
 * The whole of a small file of the engine's own (a `.wasm`, a vocabulary).
 *
 * @throws {SaguimError} `not-found`, or `network` when it cannot be fetched or a web page comes in its place.
 */
export async function fetchBytes(url: URL): Promise<Uint8Array> {
  const where = url.href;
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(url);
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new SaguimError('network', 'The file could not be fetched', { where, hint: 'Check the connection and the address.', cause });
  }
  if (!response.ok) {
    throw new SaguimError(response.status === 404 ? 'not-found' : 'network', `The server answered ${response.status}`, {
      where,
      details: { status: response.status },
    });
  }
  if (isWebPageType(response.headers.get('content-type')) || isWebPage(bytes)) {
    throw new SaguimError('network', 'A web page came in place of the file', {
      where,
      hint: 'Copy the file to where the app serves it, or give its address.',
    });
  }
  return bytes;
}
