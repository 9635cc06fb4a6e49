// A hub of models for tests: a real HTTP server that knows what servers and networks do wrong.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Bytes of a file that begins as a GGUF and is different everywhere. */
export function fakeModel(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < size; i += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes.writeUInt32LE(state, Math.min(i, size - 4));
  }
  bytes.write('GGUF');
  return bytes;
}

/** Sums of every 4 MiB. */
export const chunkSums = (bytes: Uint8Array) =>
  Array.from({ length: Math.ceil(bytes.length / (4 << 20)) }, (_, index) => sha256(bytes.subarray(index << 22, (index + 1) << 22)));

export interface FakeFile {
  bytes: Buffer;
  tag?: string;
  modified?: string;
  type?: string;
}

/** What goes wrong; each may be changed at any time. */
export interface Faults {
  /** Cuts the line after so many bytes of an answer… */
  cutAfter?: number;
  /** …so many times. */
  cuts?: number;
  /** Whole files whatever is asked for. */
  ignoreRanges?: boolean;
  /** Parts from another place than was asked for. */
  wrongRanges?: boolean;
  /** Encodes answers with gzip, parts too. */
  compress?: boolean;
  /** Sends all who ask for files to another host. */
  redirect?: string;
  /** Says that files are so much longer than they are. */
  lie?: number;
  /** Sends so many bytes of an answer and then nothing more, so many times. */
  stall?: { after: number; times: number };
  /** Answers instead of files, one after the other. */
  answers?: { status: number; headers?: Record<string, string>; body?: string }[];
  /** Bytes that are sent wrong, once each. */
  corrupt?: number[];
  /** Nothing tells one version of a file from another. */
  noTags?: boolean;
  /** No length is told. */
  noLength?: boolean;
  /** Another tag with every answer. */
  newTags?: boolean;
  /** Whoever has no such token is refused. */
  token?: string;
  /** Only files, no API. */
  mirror?: boolean;
  /** Called before a part of an answer is sent. */
  onSend?: (sent: number) => void;
}

export interface Asked {
  readonly path: string;
  readonly range: string | undefined;
  readonly headers: IncomingMessage['headers'];
  sent: number;
}

const piece = 64 << 10;

/** Waits until more can be sent, or the line is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

export class FakeHub {
  readonly files = new Map<string, FakeFile>();
  readonly asked: Asked[] = [];
  faults: Faults = {};
  url = '';
  commit = 'c'.repeat(40);
  gated = false;
  #server: Server | undefined;
  #tags = 0;

  static async start(): Promise<FakeHub> {
    const hub = new FakeHub();
    hub.#server = createServer((request, response) => void hub.#answer(request, response).catch(() => response.destroy()));
    await new Promise<void>((done) => hub.#server!.listen(0, '127.0.0.1', done));
    hub.url = `http://127.0.0.1:${(hub.#server.address() as AddressInfo).port}`;
    return hub;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done));
  }

  /** Puts a file where the hub has it: `owner/repository/file`. @returns its source */
  put(path: string, bytes: Buffer, more: Partial<FakeFile> = {}): string {
    this.files.set(path, { bytes, tag: `"${sha256(bytes).slice(0, 16)}"`, ...more });
    return `hf:${path}`;
  }

  /** Bytes of files that were sent. */
  get sent(): number {
    return this.asked.reduce((sum, { sent }) => sum + sent, 0);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, 'http://hub');
    const path = decodeURIComponent(pathname.slice(1));
    const asked: Asked = { path, range: request.headers.range, headers: request.headers, sent: 0 };
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*, Authorization');
    response.setHeader('Access-Control-Expose-Headers', 'ETag, Content-Range, Accept-Ranges, X-Error-Code, X-Error-Message');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    this.asked.push(asked);
    const api = /^api\/models\/([^/]+\/[^/]+)\/revision\/(.+)$/.exec(path);
    if (api) return this.#describe(api[1]!, response);
    const resolve = /^([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path);
    await this.#file(resolve ? `${resolve[1]}/${resolve[3]}` : path, request, response, asked);
  }

  #describe(repository: string, response: ServerResponse): void {
    const siblings = [...this.files]
      .filter(([path]) => path.startsWith(`${repository}/`))
      .map(([path, { bytes }]) => ({
        rfilename: path.slice(repository.length + 1),
        size: bytes.length,
        lfs: { sha256: sha256(bytes), size: bytes.length },
      }));
    if (this.faults.mirror || siblings.length === 0) {
      return void response
        .writeHead(404, { 'X-Error-Code': 'RepoNotFound', 'Content-Type': 'application/json' })
        .end('{"error":"Repository not found"}');
    }
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ id: repository, sha: this.commit, gated: this.gated ? 'manual' : false, siblings }));
  }

  async #file(path: string, request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
    const { faults } = this;
    const answer = faults.answers?.shift();
    if (answer) return void response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
    if (faults.token !== undefined && request.headers.authorization !== `Bearer ${faults.token}`) {
      return void response.writeHead(401, { 'X-Error-Code': 'GatedRepo', 'X-Error-Message': 'Access to this model is restricted.' }).end();
    }
    if (faults.redirect !== undefined) return void response.writeHead(302, { Location: `${faults.redirect}/${path}` }).end();
    const file = this.files.get(path);
    if (!file) return void response.writeHead(404, { 'X-Error-Code': 'EntryNotFound' }).end();
    const { bytes } = file;
    const tag = faults.noTags ? undefined : faults.newTags ? `"${++this.#tags}"` : file.tag;
    if (tag) response.setHeader('ETag', tag);
    if (file.modified && !faults.noTags) response.setHeader('Last-Modified', file.modified);
    response.setHeader('Content-Type', file.type ?? 'application/octet-stream');
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const ifRange = request.headers['if-range'];
    let [from, to] = [0, bytes.length];
    const part = first !== undefined && !faults.ignoreRanges && (ifRange === undefined || ifRange === tag);
    if (part) {
      [from, to] = [Number(first), last ? Math.min(bytes.length, Number(last) + 1) : bytes.length];
      if (from >= bytes.length) return void response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
      if (faults.wrongRanges && from > 0) from = Math.max(0, from - 100);
      response.setHeader('Content-Range', `bytes ${from}-${to - 1}/${bytes.length + (faults.lie ?? 0)}`);
      response.statusCode = 206;
    }
    const body = bytes.subarray(from, to);
    if (faults.compress) {
      response.setHeader('Content-Encoding', 'gzip');
      asked.sent = body.length;
      return void response.end(gzipSync(body, { level: 1 }));
    }
    if (!faults.noLength) response.setHeader('Content-Length', body.length + (faults.lie ?? 0));
    await this.#send(body, from, response, asked);
  }

  async #send(body: Buffer, from: number, response: ServerResponse, asked: Asked): Promise<void> {
    const { faults } = this;
    for (let at = 0; at < body.length; at += piece) {
      let bytes = body.subarray(at, at + piece);
      const cutting = faults.cutAfter !== undefined && (faults.cuts ?? Number.POSITIVE_INFINITY) > 0;
      if (cutting && at + bytes.length > faults.cutAfter!) {
        bytes = bytes.subarray(0, faults.cutAfter! - at);
        if (faults.cuts !== undefined) faults.cuts--;
        asked.sent += bytes.length;
        return void response.write(bytes, () => response.destroy());
      }
      for (const wrong of [...(faults.corrupt ?? [])]) {
        if (wrong < from + at || wrong >= from + at + bytes.length) continue;
        faults.corrupt!.splice(faults.corrupt!.indexOf(wrong), 1);
        bytes = Buffer.from(bytes);
        bytes[wrong - from - at]! ^= 0xff;
      }
      faults.onSend?.(asked.sent);
      asked.sent += bytes.length;
      const full = !response.write(bytes);
      if (faults.stall && faults.stall.times > 0 && at + bytes.length >= faults.stall.after) {
        faults.stall.times--;
        return; // the line stays open
      }
      if (full) await drained(response);
      if (response.destroyed) return;
    }
    response.end();
  }
}
