import type { ClassifyTab, ClassifyView } from '@saguim/elements/classify';
import type { EditorPlaceView } from '@saguim/elements/editor';
import type { PolicyTab, PolicyView } from '@saguim/elements/policy';
import type { SearchView, TextRange } from '@saguim/elements/search';

/** Places of Studio, in their order. */
export const places = ['chat', 'search', 'classify', 'editor', 'moderation', 'comments', 'models', 'settings'] as const;
export type Place = (typeof places)[number];

/** What may be open on top of a place. */
export const panels = ['menu', 'commands', 'options'] as const;
export type Panel = (typeof panels)[number];

/** What the comments show. */
export const commentsTabs = ['article', 'queue'] as const;
export type CommentsTab = (typeof commentsTabs)[number];
export interface CommentsView {
  readonly tab: CommentsTab;
}

/** Where a person is; each state has an address of its own, kept behind `#` so that any server can serve the app. */
export interface Address {
  readonly place: Place;
  /** The conversation; empty for one that begins. */
  readonly conversation: string;
  /** A chat that is not stored. */
  readonly temporary: boolean;
  /** What the search shows. */
  readonly search: SearchView;
  /** What the classification shows. */
  readonly classify: ClassifyView;
  /** What the moderation shows. */
  readonly moderation: PolicyView;
  /** What the editor shows. */
  readonly editor: EditorPlaceView;
  /** What the comments show. */
  readonly comments: CommentsView;
  readonly panel?: Panel;
}

/** Places that are brought when they are opened first. */
const laterPlaces = ['search', 'classify', 'editor', 'moderation', 'comments'] as const;
export type LaterPlace = (typeof laterPlaces)[number];
export const isLaterPlace = (place: Place): place is LaterPlace => (laterPlaces as readonly Place[]).includes(place);

// As in the element, which is not loaded here: an address is read before any place is.
const tabs: readonly ClassifyTab[] = ['try', 'examples', 'label', 'quality', 'use'];
const policyTabs: readonly PolicyTab[] = ['try', 'thresholds', 'measure', 'use'];

const isId = (text: string | undefined): text is string => text !== undefined && /^[\w-]{1,64}$/.test(text);
const idOf = (text: string | undefined): string => (isId(text) ? text : '');

export function readAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [first, second, third] = path.split('/');
  const parameters = new URLSearchParams(query);
  const panel = panels.find((name) => parameters.has(name));
  const temporary = first === 'temporary';
  const place = places.find((name) => name === first) ?? 'chat';
  const conversation = place === 'chat' && first === 'chat' ? idOf(second) : '';
  const search = readSearch(place === 'search' ? idOf(second) : '', parameters);
  const tab = tabs.find((name) => name === third) ?? 'try';
  const classify: ClassifyView = { classifier: place === 'classify' ? idOf(second) : '', tab };
  const moderation: PolicyView = {
    policy: place === 'moderation' ? idOf(second) : '',
    tab: policyTabs.find((name) => name === third) ?? 'try',
  };
  const editor: EditorPlaceView = { file: place === 'editor' ? idOf(second) : '' };
  const comments: CommentsView = { tab: place === 'comments' && second === 'queue' ? 'queue' : 'article' };
  return { place, conversation, temporary, search, classify, moderation, editor, comments, ...(panel && { panel }) };
}

export function writeAddress({
  place,
  conversation = '',
  temporary = false,
  search,
  classify,
  moderation,
  editor,
  comments,
  panel,
}: Partial<Address> & { place: Place }): string {
  const parts: string[] = [place];
  const parameters = new URLSearchParams();
  if (place === 'chat') {
    if (temporary) parts[0] = 'temporary';
    else if (conversation) parts.push(conversation);
  } else if (place === 'search' && search) {
    if (search.library) parts.push(search.library);
    writeSearch(search, parameters);
  } else if (place === 'classify' && classify?.classifier) {
    parts.push(classify.classifier);
    if (classify.tab !== 'try') parts.push(classify.tab);
  } else if (place === 'moderation' && moderation?.policy) {
    parts.push(moderation.policy);
    if (moderation.tab !== 'try') parts.push(moderation.tab);
  } else if (place === 'editor' && editor?.file) parts.push(editor.file);
  else if (place === 'comments' && comments?.tab === 'queue') parts.push('queue');
  // A panel has no value: `?menu`, not `?menu=`.
  const query = [parameters.toString(), panel].filter(Boolean).join('&');
  return `#/${parts.join('/')}${query ? `?${query}` : ''}`;
}

export const chatAddress = (conversation = ''): string => writeAddress({ place: 'chat', conversation });
export const placeAddress = (place: Place): string => writeAddress({ place });
export const classifyAddress = (classify: ClassifyView): string => writeAddress({ place: 'classify', classify });
export const moderationAddress = (moderation: PolicyView): string => writeAddress({ place: 'moderation', moderation });
export const editorAddress = (editor: EditorPlaceView): string => writeAddress({ place: 'editor', editor });
export const commentsAddress = (comments: CommentsView): string => writeAddress({ place: 'comments', comments });
export const searchAddress = (search: SearchView): string => writeAddress({ place: 'search', search });

function readSearch(library: string, parameters: URLSearchParams): SearchView {
  const [type, language] = [parameters.get('type'), parameters.get('language')];
  const document = idOf(parameters.get('document') ?? '');
  const passage = document ? readRange(parameters.get('at')) : undefined;
  const [like = '', likeAt = ''] = (parameters.get('like') ?? '').split(' ');
  const likePassage = isId(like) ? readRange(likeAt) : undefined;
  return {
    library,
    query: parameters.get('q') ?? '',
    filter: { ...(type && { type }), ...(language && { language }) },
    document,
    ...(passage && { passage }),
    ...(likePassage && { like: { document: like, passage: likePassage } }),
  };
}

function writeSearch({ query, filter, document, passage, like }: SearchView, parameters: URLSearchParams): void {
  if (query) parameters.set('q', query);
  if (filter.type) parameters.set('type', filter.type);
  if (filter.language) parameters.set('language', filter.language);
  if (like) parameters.set('like', `${like.document} ${writeRange(like.passage)}`);
  if (document) parameters.set('document', document);
  if (document && passage) parameters.set('at', writeRange(passage));
}

const writeRange = ({ start, end }: TextRange): string => `${start}-${end}`;

function readRange(text: string | null): TextRange | undefined {
  const [, start, end] = /^(\d{1,9})-(\d{1,9})$/.exec(text ?? '') ?? [];
  return start !== undefined && Number(start) < Number(end) ? { start: Number(start), end: Number(end) } : undefined;
}
