import { Readable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';

/** What may go wrong with a request: in front of the server, or on the way back from it. */
export type Fault =
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: unknown } // an object is sent as JSON, a string as it is (HTML unless the headers say otherwise)
  | { kind: 'reset' } // the connection is destroyed before the server acts
  | { kind: 'resetAfter' } // the server acts, then the connection dies without an answer
  | { kind: 'halfBody' } // the server acts, announces the full length, sends half of it and dies
  | { kind: 'hang' } // never answers; released on close
  | { kind: 'redirect'; to: string };

export interface RecordedRequest {
  method: string;
  /** path and query, as sent */
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body?: unknown;
  /** what the server answered, or would have, had the connection lived */
  status?: number;
}

export interface EmulatorOptions {
  port?: number;
  /** milliseconds before each answer */
  latency?: number;
}

export interface Emulator extends AsyncDisposable {
  /** http://127.0.0.1:PORT and the context path */
  readonly url: string;
  /** every request received, in order */
  readonly requests: RecordedRequest[];
  /** Tested on "GET /path?query". Every time, unless `when` says how often, and how many to let pass first. */
  fail(match: RegExp, fault: Fault, when?: { times?: number; skip?: number }): void;
  /** forgets all faults */
  heal(): void;
  /** ends every connection, also where a request hangs; new ones are taken */
  hangUp(): void;
  close(): Promise<void>;
}

interface PlannedFault {
  match: RegExp;
  fault: Fault;
  skip: number;
  times: number;
}

/**
 * Builds a fastify app bound to 127.0.0.1, with the request log, the faults and the latency.
 * Faults strike once the body is read and before the emulator's `preHandler` hooks: put authentication and the like there.
 */
export async function startServer(
  options: EmulatorOptions,
  build: (app: FastifyInstance) => void,
  contextPath = '',
): Promise<Emulator> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024, routerOptions: { maxParamLength: 1000 } });
  const requests: RecordedRequest[] = [];
  const records = new WeakMap<FastifyRequest, RecordedRequest>();
  const onTheWayBack = new WeakMap<FastifyRequest, Fault>();
  let faults: PlannedFault[] = [];

  acceptAnyBody(app);

  app.addHook('onRequest', async request => {
    const record = { method: request.method, url: request.raw.url ?? '', headers: { ...request.headers } };
    records.set(request, record);
    requests.push(record);
  });

  app.addHook('preValidation', async (request, reply) => {
    const record = records.get(request);
    if (record && request.body !== undefined && request.body !== null) record.body = request.body;
    if (options.latency) await setTimeout(options.latency);

    const fault = nextFault(faults, `${request.method} ${request.raw.url}`);
    if (fault === undefined) return;
    if (fault.kind === 'resetAfter' || fault.kind === 'halfBody') onTheWayBack.set(request, fault);
    else if (fault.kind === 'hang') await new Promise(() => {});
    else {
      if (record && fault.kind !== 'reset') record.status = fault.kind === 'redirect' ? 302 : fault.status;
      answerInstead(fault, request, reply);
      return reply;
    }
  });

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const record = records.get(request);
    if (record) record.status = reply.statusCode;

    const fault = onTheWayBack.get(request);
    if (fault?.kind === 'halfBody' && payload) return halfOf(payload, reply);
    if (fault !== undefined) request.raw.socket.resetAndDestroy();
    return payload;
  });

  if (contextPath === '') build(app);
  else app.register(async scope => build(scope), { prefix: contextPath });
  const origin = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });

  const close = () => app.close();
  return {
    url: `${origin}${contextPath}`,
    requests,
    fail(match, fault, { times = Number.POSITIVE_INFINITY, skip = 0 } = {}) {
      // a global or sticky pattern remembers where it was: every test has to start afresh
      faults.push({ match: new RegExp(match.source, match.flags.replace(/[gy]/g, '')), fault, times, skip });
    },
    heal() {
      faults = [];
    },
    hangUp: () => app.server.closeAllConnections(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Real servers take an empty body under `Content-Type: application/json`, forms, and whatever else is sent. */
function acceptAnyBody(app: FastifyInstance) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString();
    const type = request.headers['content-type'] ?? '';
    if (text === '') return done(null, undefined);
    if (type.startsWith('application/x-www-form-urlencoded')) return done(null, Object.fromEntries(new URLSearchParams(text)));
    if (!/^application\/([\w.-]+\+)?json/.test(type)) return done(null, text);
    try {
      return done(null, JSON.parse(text));
    } catch (cause) {
      return done(Object.assign(new Error('The request body is not JSON.', { cause }), { statusCode: 400 }));
    }
  });
}

function nextFault(faults: PlannedFault[], request: string): Fault | undefined {
  for (const planned of faults) {
    if (planned.times <= 0 || !planned.match.test(request)) continue;
    if (planned.skip > 0) {
      planned.skip -= 1;
      continue;
    }
    planned.times -= 1;
    return planned.fault;
  }
  return undefined;
}

/** Written past fastify, as a gateway in front of the server would: none of the emulator's own headers are on it. */
function answerInstead(
  fault: Extract<Fault, { kind: 'status' | 'reset' | 'redirect' }>,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  reply.hijack();
  switch (fault.kind) {
    case 'reset':
      request.raw.socket.resetAndDestroy();
      return;
    case 'redirect':
      reply.raw.writeHead(302, { location: fault.to, 'content-length': 0 }).end();
      return;
    case 'status': {
      const isText = typeof fault.body === 'string' || fault.body === undefined;
      const text = isText ? String(fault.body ?? '') : JSON.stringify(fault.body);
      const type = isText ? 'text/html;charset=UTF-8' : 'application/json';
      const headers = { 'content-length': String(Buffer.byteLength(text)), ...lowerCased(fault.headers) };
      reply.raw.writeHead(fault.status, text === '' ? headers : { 'content-type': type, ...headers }).end(text);
    }
  }
}

const lowerCased = (headers: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function halfOf(payload: unknown, reply: FastifyReply): Readable {
  const whole = Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload));
  reply.header('content-length', whole.byteLength);
  return Readable.from(
    (async function* () {
      yield whole.subarray(0, whole.byteLength >> 1);
      await setImmediate(); // so that this half leaves before the socket goes
      throw new Error('the connection dies in the middle of the body');
    })(),
  );
}
