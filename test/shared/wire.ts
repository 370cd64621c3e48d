import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request and its answer, as they went over the wire. Bodies are parsed when they say that they are JSON; empty ones are undefined. */
export interface Exchange {
  readonly method: string;
  /** path and query, as sent */
  readonly url: string;
  readonly requestHeaders: IncomingHttpHeaders;
  readonly requestBody: unknown;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Wire extends AsyncDisposable {
  /** stands for the server's own address, context path included */
  readonly url: string;
  readonly exchanges: readonly Exchange[];
}

/** Stands between a client and a server, changes nothing, and keeps what both said. The server's own links lead back here. */
export async function tapWire(target: string): Promise<Wire> {
  const { origin, pathname } = new URL(target);
  const exchanges: Exchange[] = [];

  const server = createServer((request, response) => {
    pass(origin, request, response).then(
      exchange => exchanges.push(exchange),
      () => response.destroy(), // the server hung up: so do we
    );
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`,
    exchanges,
    [Symbol.asyncDispose]: () => closed(server),
  };
}

/** On a free port of this machine. */
export async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

export const closed = (server: ReturnType<typeof createServer>): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

async function pass(origin: string, request: IncomingMessage, response: ServerResponse): Promise<Exchange> {
  const asked = await buffer(request);
  const answer = await forwarded(new URL(request.url ?? '/', origin), request, asked);
  const answered = await buffer(answer);
  const { statusCode: status = 0 } = answer;
  response.writeHead(status, answer.rawHeaders).end(answered);
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    requestHeaders: request.headers,
    requestBody: bodyOf(asked, request.headers['content-type']),
    status,
    headers: answer.headers,
    body: bodyOf(answered, answer.headers['content-type']),
  };
}

/** With the client's own `host`, so that links which the server makes lead here. */
const forwarded = (url: URL, { method, headers }: IncomingMessage, body: Buffer) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    send(url, { method, headers }, resolve).on('error', reject).end(body);
  });

function bodyOf(bytes: Buffer, type = ''): unknown {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString();
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  return type.includes('json') ? JSON.parse(text) : text;
}
