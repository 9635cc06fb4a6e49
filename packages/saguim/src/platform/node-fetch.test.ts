import { describe, expect, it } from 'vitest';
import { checkRedirect, isPrivateAddress } from './node-fetch.js';

it.each([
  ['8.8.8.8', false],
  ['2606:4700::1', false],
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.31.0.1', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['169.254.169.254', true],
  ['100.64.0.1', true],
  ['0.0.0.0', true],
  ['::1', true],
  ['::', true],
  ['fe80::1', true],
  ['fd00::1', true],
  ['::ffff:127.0.0.1', true],
  ['::ffff:7f00:1', true],
  ['::ffff:8.8.8.8', false],
])('%s is private: %s', (address, expected) => expect(isPrivateAddress(address)).toBe(expected));

describe('a redirect', () => {
  const hosts: Record<string, string[]> = {
    'public.example': ['93.184.216.34'],
    'cdn.example': ['93.184.216.35', '2606:4700::1'],
    'inside.example': ['93.184.216.36', '169.254.169.254'],
    'my-server.lan': ['192.168.1.2'],
  };
  const resolve = async (host: string) => hosts[host]!;
  const go = (from: string, to: string) => checkRedirect(new URL(from), new URL(to), resolve);

  it.each([
    ['https://public.example/x', 'https://cdn.example/y'],
    ['https://public.example/x', 'https://public.example/y'],
    ['http://my-server.lan/x', 'http://127.0.0.1:8000/y'],
    ['http://my-server.lan/x', 'https://cdn.example/y'],
  ])('may go from %s to %s', (from, to) => expect(go(from, to)).resolves.toBeUndefined());

  it.each([
    ['https://public.example/x', 'https://inside.example/y', /private/],
    ['https://public.example/x', 'https://127.0.0.1/y', /private/],
    ['https://public.example/x', 'https://[::1]/y', /private/],
    ['https://public.example/x', 'https://2130706433/y', /private/],
    ['https://public.example/x', 'http://cdn.example/y', /not encrypted/],
    ['https://public.example/x', 'file:///etc/passwd', /no web address/],
  ])('may not go from %s to %s', (from, to, message) =>
    expect(go(from, to)).rejects.toMatchObject({ code: 'network', message: expect.stringMatching(message) }),
  );
});
