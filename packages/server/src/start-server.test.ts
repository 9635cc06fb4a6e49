import { connect, type Socket } from 'node:net';
import { Moderator, presetPolicy } from 'saguim';
import { afterEach, expect, it } from 'vitest';
import { type ListenOptions, type RunningServer, startServer } from './start-server.js';
import { WordModerator } from './word-moderator.case.js';

const running = new Set<RunningServer>();
afterEach(async () => {
  await Promise.all([...running].map((server) => server.close()));
  running.clear();
});

async function start(options: ListenOptions = {}) {
  const moderator = new WordModerator();
  const server = await startServer({ moderator, port: 0, rate: 0, ...options });
  running.add(server);
  return { moderator, server };
}

const headers = { 'Content-Type': 'application/json' };
const moderate = ({ url }: RunningServer, input: unknown, signal?: AbortSignal) =>
  fetch(`${url}/v1/moderations`, { method: 'POST', headers, body: JSON.stringify({ input }), signal });

/** Sends bytes and collects what comes back until the other side ends. */
function raw(server: RunningServer, ...pieces: (string | Uint8Array)[]): { socket: Socket; answer: Promise<string> } {
  const socket = connect(server.port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (data) => (text += data));
  const answer = new Promise<string>((resolve) => {
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
  for (const piece of pieces) socket.write(piece);
  return { socket, answer };
}

it('answers on a port of its own', async () => {
  const { server } = await start();
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  const response = await moderate(server, 'you idiot');
  expect([response.status, (await response.json()).results[0].flagged]).toEqual([200, true]);
  expect(await (await fetch(`${server.url}/health`)).json()).toEqual({ status: 'ok' });
});

it('judges together what many ask at once', async () => {
  const { moderator, server } = await start();
  let open = () => {};
  moderator.gate = new Promise((resolve) => (open = resolve));
  const ask = (count: number) => Array.from({ length: count }, (_, i) => moderate(server, i % 2 ? 'idiot' : 'hello'));
  const first = ask(1);
  await expect.poll(() => moderator.batches).toEqual([1]);
  const answers = [...first, ...ask(64)];
  await expect.poll(async () => (await (await fetch(`${server.url}/ready`)).json()).waiting).toBe(64);
  open();
  const flagged = await Promise.all(answers.map(async (answer) => (await (await answer).json()).results[0].flagged));
  expect(flagged).toEqual([false, ...Array.from({ length: 64 }, (_, i) => i % 2 === 1)]);
  expect(moderator.batches).toEqual([1, 16, 16, 16, 16]);
});

it('gives up what a client no longer waits for', async () => {
  const { moderator, server } = await start();
  let open = () => {};
  moderator.gate = new Promise((resolve) => (open = resolve));
  const leaving = new AbortController();
  const gone = moderate(server, 'a', leaving.signal).catch((error) => error.name);
  await expect.poll(() => moderator.batches).toEqual([1]);
  leaving.abort();
  expect(await gone).toBe('AbortError');
  await expect.poll(() => moderator.aborted).toBe(1);
  open();
  expect((await moderate(server, 'b')).status).toBe(200);
});

it('says what is wrong before there is a request', async () => {
  const { server } = await start();
  const large = await raw(server, `GET /health HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`).answer;
  expect(large).toMatch(/^HTTP\/1\.1 431 [\s\S]*"message":"The headers are larger/);
  const nonsense = await raw(server, '\x00\x01\x02 nonsense\r\n\r\n').answer;
  expect(nonsense).toMatch(/^HTTP\/1\.1 400 [\s\S]*"message":"This is no HTTP request/);
  expect((await moderate(server, 'a')).status).toBe(200);
});

it('refuses a body that is larger than allowed while it still comes', async () => {
  const { server } = await start();
  const head = 'POST /v1/moderations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  const { answer } = raw(server, head, ...Array<string>(20).fill(chunk));
  expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
});

it('refuses invalid UTF-8', async () => {
  const { server } = await start();
  const body = Buffer.concat([Buffer.from('{"input":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  const response = await fetch(`${server.url}/v1/moderations`, { method: 'POST', headers, body });
  expect([response.status, (await response.json()).error.message]).toEqual([400, expect.stringContaining('UTF-8')]);
});

it('closes when what it let in is answered, and cuts off who never ends', async () => {
  const { moderator, server } = await start({ grace: 20 });
  let open = () => {};
  moderator.gate = new Promise((resolve) => (open = resolve));
  const answer = moderate(server, 'a');
  await expect.poll(() => moderator.batches).toEqual([1]);
  const slow = raw(
    server,
    'POST /v1/moderations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"inp',
  );
  await expect.poll(async () => (await fetch(`${server.url}/health`)).status).toBe(200);
  open();
  expect((await answer).status).toBe(200);
  await server.close();
  await slow.answer;
  await expect(moderate(server, 'b')).rejects.toThrow();
});

it.each([
  ['hold', true, 1],
  ['publish', false, 0],
] as const)('without a model says %s, as the policy does', async (onFailure, flagged, value) => {
  const moderator = await Moderator.create({ model: 'nowhere/nothing.gguf', policy: { ...presetPolicy('default'), onFailure } });
  const server = await startServer({ moderator, port: 0 });
  running.add(server);
  const [result] = (await (await moderate(server, 'hello')).json()).results;
  expect([result.flagged, result.saguim.reasons.at(-1).kind]).toEqual([flagged, 'error']);
  const body = JSON.stringify({ comment: { text: 'hello' }, requestedAttributes: { TOXICITY: {}, THREAT: {} } });
  const { attributeScores, saguim } = await (
    await fetch(`${server.url}/v1alpha1/comments:analyze`, { method: 'POST', headers, body })
  ).json();
  expect([attributeScores.TOXICITY.summaryScore.value, attributeScores.THREAT.summaryScore.value, saguim.failure.message]).toEqual([
    value,
    value,
    expect.stringMatching(/./),
  ]);
  expect(await (await fetch(`${server.url}/ready`)).json()).toMatchObject({ status: 'ready', model: 'failing' });
  moderator.destroy();
});

it('says that a port is taken, or that an address cannot be used', async () => {
  const { server } = await start();
  await expect(start({ port: server.port })).rejects.toMatchObject({ code: 'invalid-argument', where: `127.0.0.1:${server.port}` });
  await expect(start({ host: 'nowhere.invalid' })).rejects.toMatchObject({ code: 'invalid-argument' });
});
