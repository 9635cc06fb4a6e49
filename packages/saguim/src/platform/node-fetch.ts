import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { SaguimError } from '@saguim/engine/spec';

/** Addresses that are not of the open network: https://www.iana.org/assignments/iana-ipv4-special-registry, and -ipv6-. */
const closed = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  closed.addSubnet(net, bits, 'ipv6');

/** Whether an IP address belongs to this machine or a network that others cannot reach. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const kind = isIP(plain);
  // What is mapped in another spelling is caught as well: the list compares addresses, not texts.
  return kind === 0 || closed.check(plain, kind === 4 ? 'ipv4' : 'ipv6');
}

type Resolve = (host: string) => Promise<readonly string[]>;
const resolveHost: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

async function isPrivate(url: URL, resolve: Resolve): Promise<boolean> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) return isPrivateAddress(host);
  return (await resolve(host)).some(isPrivateAddress);
}

/**
 * A redirect leads from an address that somebody named to one that a server chose: never from the open network into a private one.
 * @throws {SaguimError} `network`
 */
export async function checkRedirect(named: URL, target: URL, resolve: Resolve = resolveHost): Promise<void> {
  const refuse = (what: string) =>
    new SaguimError('network', what, {
      where: named.href,
      hint: 'Name the right address, if you trust it.',
      details: { target: target.origin },
    });
  if (target.protocol !== 'https:' && target.protocol !== 'http:') throw refuse('The server redirects to what is no web address');
  if (named.protocol === 'https:' && target.protocol === 'http:') throw refuse('The server redirects to an address that is not encrypted');
  if (target.host === named.host) return;
  if ((await isPrivate(target, resolve)) && !(await isPrivate(named, resolve))) throw refuse('The server redirects to a private address');
}

const mostRedirects = 8;
const redirects = [301, 302, 303, 307, 308];

/** `fetch`, looking at each redirect before it is followed. What proves who asks goes to the named host alone. */
export async function fetchGuarded(
  url: string,
  init: { headers: Record<string, string>; signal: AbortSignal },
  resolve: Resolve = resolveHost,
): Promise<Response> {
  const named = new URL(url);
  let at = named;
  let headers: Record<string, string> = { 'accept-encoding': 'identity', ...init.headers };
  for (let count = 0; ; count++) {
    const response = await fetch(at, { headers, signal: init.signal, redirect: 'manual' });
    if (!redirects.includes(response.status)) return response;
    await response.body?.cancel();
    const to = response.headers.get('location');
    if (to === null || count === mostRedirects)
      throw new SaguimError('network', 'The server redirects without end', { where: url, hint: 'Name the right address.' });
    let target: URL;
    try {
      target = new URL(to, at);
    } catch {
      throw new SaguimError('network', 'The server redirects to what is no web address', { where: url, hint: 'Name the right address.' });
    }
    await checkRedirect(named, target, resolve);
    if (target.host !== at.host)
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
    at = target;
  }
}

/** Node is not told of networks that come and go. */
export function onlineAgain(_listener: () => void): () => void {
  return () => {};
}
