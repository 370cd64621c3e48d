import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { beside } from './beside.js';
import { closed, listening } from './wire.js';

const Recorded = z.object({
  request: z.object({ method: z.string(), url: z.string() }),
  response: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    body: z.unknown(),
  }),
});

/** One exchange of a recording: a real vendor's reply to somebody else's client. */
export type Recorded = z.output<typeof Recorded>;

/** The exchanges of `recordings/<name>.json`, in order. */
export const recording = async (name: string): Promise<readonly Recorded[]> =>
  z.object({ exchanges: z.array(Recorded) }).parse(JSON.parse(await beside(`recordings/${name}.json`))).exchanges;

export const recordings = async (...names: readonly string[]): Promise<readonly Recorded[]> =>
  (await Promise.all(names.map(recording))).flat();

/** Path and query, whatever the host. */
export function pathOf({ request }: Recorded): string {
  const { pathname, search } = new URL(request.url, 'http://recorded.invalid');
  return `${pathname}${search}`;
}

export const asks = (method: string, path: RegExp) => (recorded: Recorded) =>
  recorded.request.method === method && path.test(pathOf(recorded));

/** The rows of a recorded list. */
export const rowsOf = ({ response }: Recorded): readonly unknown[] => z.array(z.unknown()).parse(response.body);

/** The rows of a recorded list of OData. */
export const valuesOf = ({ response }: Recorded): readonly unknown[] =>
  z.object({ value: z.array(z.unknown()) }).parse(response.body).value;

/** The same reply to another request: for a trap that was recorded where our connectors do not go. */
export const movedTo = (method: string, path: string, { request, response }: Recorded): Recorded => ({
  request: { method, url: new URL(path, request.url).href },
  response,
});

/** A reply that nobody recorded, in the form that a recorded one or a sheet shows. */
export const madeUp = (path: string, body: unknown, headers: Recorded['response']['headers'] = {}, status = 200): Recorded => ({
  request: { method: 'GET', url: `http://made-up.invalid${path}` },
  response: { status, headers: { 'content-type': 'application/json', ...headers }, body },
});

export interface Replay extends AsyncDisposable {
  readonly url: string;
  /** `GET /path?query`, as received, in order */
  readonly requests: readonly string[];
}

/** Serves recorded replies: by method, path and the place in a list; the rest of the query is the recorder's own. */
export async function replay(exchanges: readonly Recorded[]): Promise<Replay> {
  const requests: string[] = [];
  const served = new Map<string, number>();
  const server = createServer((request, response) => {
    const asked = keyOf(request.method ?? 'GET', request.url ?? '/');
    requests.push(`${request.method} ${request.url}`);
    const candidates = exchanges.filter(recorded => keyOf(recorded.request.method, pathOf(recorded)) === asked);
    const turn = served.get(asked) ?? 0;
    served.set(asked, turn + 1);
    const found = candidates[Math.min(turn, candidates.length - 1)]; // several in turn; the last one stays
    request.resume().on('end', () => answer(response, found, `http://${request.headers.host}`));
  });
  const port = await listening(server);
  return { url: `http://127.0.0.1:${port}`, requests, [Symbol.asyncDispose]: () => closed(server) };
}

const PLACE = ['after', 'cursor', 'startAt', 'startIndex', '$skiptoken'];

function keyOf(method: string, path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://recorded.invalid');
  return [method, pathname, ...PLACE.map(name => searchParams.get(name) ?? '')].join(' ');
}

/** They belong to the recorded connection, not to the reply. */
const HOP_BY_HOP = ['connection', 'transfer-encoding', 'content-length', 'content-encoding'];

/** As recorded, but for the host: links lead back here. */
function answer(response: ServerResponse, recorded: Recorded | undefined, origin: string): void {
  if (recorded === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('nobody recorded this');
    return;
  }
  const { status, headers, body } = recorded.response;
  const here = (text: string) => text.replaceAll(new URL(recorded.request.url, origin).origin, origin);
  for (const [name, value] of Object.entries(headers))
    if (!HOP_BY_HOP.includes(name)) response.setHeader(name, Array.isArray(value) ? value.map(here) : here(value));
  const isEmpty = body === null || body === '' || body === undefined;
  response.writeHead(status).end(isEmpty ? undefined : here(typeof body === 'string' ? body : JSON.stringify(body)));
}
