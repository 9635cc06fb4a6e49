import { bytesOf, loadCatalogue } from '../hub/catalogue/index.js';
import { findEntry, type ModelReference, modelAvailability } from '../hub/index.js';
import { isSource } from '../hub/model-key.js';
import { exception } from './exceptions.js';

/** More than this is fetched only for somebody who has touched the page, unless the app says otherwise. */
const mostBytes = 20e6;

const sameOrigin = (name: string) => /^https?:/i.test(name) && URL.canParse(name) && new URL(name).origin === globalThis.location?.origin;

/**
 * What a page that nobody has touched may not fetch by itself: a large model from somebody else's server, and where data is to be saved one of
 * the app's own too.
 * @param name as it was located
 * @throws {DOMException} `NotAllowedError`
 */
export async function checkDownload(model: ModelReference, name: string, base: string | URL | undefined, saveData: boolean): Promise<void> {
  const bundled = findEntry(name);
  const known = bundled ? undefined : (await loadCatalogue()).find(name);
  // An app that serves a model beside its pages has said that it is to be used.
  const own = bundled !== undefined || (isSource(name) ? sameOrigin(name) : known === undefined);
  if (own && !saveData) return;
  const bytes = bundled ? bundled.files.reduce((sum, file) => sum + file.bytes, 0) : known && bytesOf(known).bytes;
  if (bytes !== undefined && bytes <= mostBytes) return;
  if ((await modelAvailability(model, base)) !== 'downloadable') return;
  const size = bytes === undefined ? '' : ` (about ${Math.round(bytes / 1e6)} MB)`;
  throw exception(
    'NotAllowedError',
    `The model would be downloaded${size}, which needs somebody who has touched the page, or an app that says so: downloads: 'at-once'.`,
  );
}
