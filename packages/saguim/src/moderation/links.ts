import type { Piece } from './pieces.js';

export interface Link extends Piece {
  /** In lower case, without `www.`. */
  readonly host: string;
}

/** Endings of hosts that people write without `https://`; after any other, two sentences without a space between look the same. */
const endings =
  'com|org|net|br|pt|io|info|biz|co|me|tv|uk|us|ru|cn|de|fr|es|it|xyz|shop|online|site|store|top|club|app|dev|link|ly|gl|gg|tk|ml|cc|to|live|vip|bet|win|click';
const pattern = new RegExp(
  // Of a host that begins anywhere in a long run of letters and dashes only the beginning of the run is tried.
  `https?://[^\\s<>"'\`]{1,2000}|(?<![\\p{L}\\p{N}@._-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,10}(?:${endings})(?![\\p{L}\\p{N}-])(?:[/?#][^\\s<>"'\`]{0,2000})?`,
  'giu',
);

/** Links of a text, also those without `https://`. */
export function findLinks(text: string): Link[] {
  const links: Link[] = [];
  for (const { index, 0: written } of text.matchAll(pattern)) {
    const address = written.replace(/[.,;:!?)\]}]+$/u, '');
    try {
      const { hostname } = new URL(/^https?:/i.test(address) ? address : `http://${address}`);
      links.push({ start: index, end: index + address.length, host: hostname.replace(/^www\./, '') });
    } catch {
      // It only looked like one.
    }
  }
  return links;
}

/** Whether a host is one of a list, or under one. */
export function isUnder(host: string, hosts: readonly string[]): boolean {
  return hosts.some((one) => {
    const bare = one.replace(/^www\./, '');
    return host === bare || host.endsWith(`.${bare}`);
  });
}
