// What few pages ask of names, and so is fetched when they do.
import { loadCatalogue } from './catalogue/index.js';
import { parseReference } from './reference.js';

export { listStored, removeStored } from './stored-model.js';

/** Whether the catalogue that comes along has a model of that name or alias. */
export const isKnownName = async (name: string): Promise<boolean> => (await loadCatalogue()).find(name) !== undefined;

/** Languages of the model of that name or alias in the catalogue that comes along. */
export const languagesOf = async (name: string): Promise<readonly string[] | undefined> => (await loadCatalogue()).find(name)?.languages;

/** The spelling of a source that the store knows. @throws {SaguimError} `invalid-argument` */
export const sourceOf = (text: string): string => parseReference(text).source;
