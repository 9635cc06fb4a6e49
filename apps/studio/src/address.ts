/** Places of Studio, in their order. */
export const places = ['chat', 'models', 'settings'] as const;
export type Place = (typeof places)[number];

/** What may be open on top of a place. */
export const panels = ['menu', 'commands', 'options'] as const;
export type Panel = (typeof panels)[number];

/** Where a person is; each state has an address of its own, kept behind `#` so that any server can serve the app. */
export interface Address {
  readonly place: Place;
  /** The conversation; empty for one that begins. */
  readonly conversation: string;
  /** A chat that is not stored. */
  readonly temporary: boolean;
  readonly panel?: Panel;
}

export function readAddress(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [first, second = ''] = path.split('/');
  const panel = panels.find((name) => name === query);
  const temporary = first === 'temporary';
  const place = places.find((name) => name === first) ?? 'chat';
  const conversation = place === 'chat' && first === 'chat' && /^[\w-]{1,64}$/.test(second) ? second : '';
  return { place, conversation, temporary, ...(panel && { panel }) };
}

export function writeAddress({ place, conversation, temporary, panel }: Address): string {
  const path = place !== 'chat' ? place : temporary ? 'temporary' : conversation ? `chat/${conversation}` : 'chat';
  return `#/${path}${panel ? `?${panel}` : ''}`;
}

export const chatAddress = (conversation = ''): string => writeAddress({ place: 'chat', conversation, temporary: false });
export const placeAddress = (place: Place): string => writeAddress({ place, conversation: '', temporary: false });
