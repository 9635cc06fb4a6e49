import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { SaguimError } from 'saguim';
import { createApp } from './app.js';
import type { ServerOptions } from './server-options.js';

export interface ListenOptions {
  /** 0 takes one that is free. Default: 8765. */
  readonly port?: number;
  /** Default: `127.0.0.1`, which only this machine reaches. */
  readonly host?: string;
  /** Milliseconds that requests have to end in when the server closes. Default: 10,000. */
  readonly grace?: number;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:8765`. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, answers those that are there, keeps what was learned. The moderator stays the caller's. */
  close(): Promise<void>;
}

/** Bytes of a request's headers, and milliseconds for them and for the whole of a request. */
const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  keepAliveTimeout: 15_000,
};

/** What Node's parser refuses before there is a request: told like the rest, in JSON. */
function answerBadRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const [status, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', `The headers are larger than ${limits.maxHeaderSize} bytes.`]
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'The request did not arrive in time.']
        : ['400 Bad Request', 'This is no HTTP request.'];
  const body = JSON.stringify({ error: { code: Number.parseInt(status, 10), message, type: 'invalid_request_error', param: null } });
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const what =
        cause.code === 'EADDRINUSE'
          ? 'The port is taken'
          : cause.code === 'EACCES'
            ? 'The port may not be used'
            : 'The address cannot be used';
      reject(new SaguimError('invalid-argument', what, { where: `${host}:${port}`, hint: 'Name another with --port or --host.', cause }));
    });
    server.listen(port, host, resolve);
  });
}

/** Moderation over HTTP. @throws {SaguimError} `invalid-argument`, also for a port that is taken */
export async function startServer(options: ServerOptions & ListenOptions): Promise<RunningServer> {
  const { port = 8765, host = '127.0.0.1', grace = 10_000 } = options;
  const app = createApp(options);
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: limits }) as Server;
  server.on('clientError', answerBadRequest);
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const timer = setTimeout(() => server.closeAllConnections(), grace);
      await app.close();
      server.closeIdleConnections();
      await closed;
      clearTimeout(timer);
    },
  };
}
