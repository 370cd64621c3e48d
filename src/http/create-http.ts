import type { z } from 'zod';
import { Secret } from '../secrets.js';
import { addressOf, pathBelow } from './address.js';
import type { Http, HttpFactory, HttpOptions, HttpReply, HttpRequest } from './client.js';
import { credentialsOf } from './credentials.js';
import { toSyncError } from './errors.js';
import { type Clock, DEFAULT_LIMITS, type HttpCommon, type HttpEvent, type HttpLimits, realClock } from './options.js';
import { accepted, type Outcome, outcomeOf } from './outcome.js';
import { Pace } from './pace.js';
import { type Redactor, redactor } from './redactor.js';
import { afterFailure, backoff, tooFar } from './retry.js';
import { interrupted, Slots, untilAborted } from './slots.js';
import { type Incoming, openTransport, type Transport } from './transport.js';
import { oneLine } from './vendor-message.js';

const CONCURRENCY = 8;
const SHARE = 0.5;

/** Makes the clients of a process, one per system: each sends its credential to one origin only, and paces itself (R4, A4). */
export function createHttp(common: HttpCommon): HttpFactory {
  return options => new Client(common, options);
}

class Client implements Http {
  calls = 0;
  written = 0;
  readonly #limits: HttpLimits;
  readonly #pace: Pace;
  readonly #slots: Slots;
  #redact: Redactor;
  readonly #credentials = new Set<string>();
  readonly #clock: Clock;
  #transport: Promise<Transport> | undefined;

  constructor(
    private readonly common: HttpCommon,
    private readonly options: HttpOptions,
  ) {
    this.#clock = common.clock ?? realClock;
    this.#limits = { ...DEFAULT_LIMITS, ...common.limits };
    this.#pace = new Pace(options.share ?? SHARE, this.#clock.now, options.perSecond);
    this.#slots = new Slots(options.concurrency ?? CONCURRENCY);
    this.#redact = this.#redactor();
  }

  async get<S extends z.ZodType>(
    path: string,
    schema: S,
    { signal, query, headers }: Pick<HttpRequest, 'query' | 'signal' | 'headers'>,
  ): Promise<z.output<S>> {
    const { body } = await this.request({ method: 'GET', path, signal, ...(query && { query }), ...(headers && { headers }) });
    const parsed = await schema.safeParseAsync(body);
    if (!parsed.success) throw toSyncError(parsed.error, this.options.system);
    return parsed.data;
  }

  async request(request: HttpRequest): Promise<HttpReply> {
    const url = addressOf(request, this.options);
    try {
      return await this.#untilAnswered(request, url);
    } catch (error) {
      throw request.signal.aborted ? interrupted() : error;
    }
  }

  async #untilAnswered(request: HttpRequest, url: URL): Promise<HttpReply> {
    const asked = { method: request.method, url: url.href };
    for (let failures = 0, waits = 0; ; ) {
      const outcome = await this.#attempt(request, url);
      if (outcome.kind === 'answer') {
        const reply = accepted(outcome.reply, request, this.options, this.#redact);
        if (request.method !== 'GET' && reply.status < 300) this.written += 1;
        return reply;
      }

      const next = afterFailure(outcome, request, asked, this.#limits, this.options.system);
      if (next.kind === 'giveUp') throw next.error;
      if (next.kind === 'wait') waits += 1;
      else failures += 1;
      if (failures >= this.#limits.maxAttempts || waits > this.#limits.maxRateWaits) throw next.error;
      await this.#pause(
        next.kind === 'wait' ? next.ms : backoff(failures, this.#clock.random(), this.#limits),
        outcome,
        request,
        url,
      );
    }
  }

  /** A 429 holds up everybody who asks the same quota, another failure only this request. */
  async #pause(ms: number, failure: Outcome, { signal }: HttpRequest, url: URL): Promise<void> {
    if (failure.kind === 'status' && (failure.reply.status === 429 || failure.throttle !== undefined))
      this.#pace.block(this.#bucket(url), ms);
    else await this.#sleep(ms, 'it failed, and is tried again', signal);
  }

  async #attempt(request: HttpRequest, url: URL): Promise<Outcome> {
    const bucket = this.#bucket(url);
    const headers = await this.#admitted(request, url, bucket);
    this.#hide(credentialsOf(request, headers));
    try {
      const incoming = await this.#send(request, url, headers);
      this.#pace.learn(bucket, incoming.headers);
      return outcomeOf(incoming, request, url, this.#redact, this.options.throttled);
    } catch (error) {
      if (request.signal.aborted) throw error;
      return { kind: 'network', error };
    } finally {
      this.#pace.settle(bucket);
      this.#slots.release();
    }
  }

  /** Waits for quota and slot, and signs the request last: a signature may be good for a minute only. */
  async #admitted(request: HttpRequest, url: URL, bucket: string): Promise<Readonly<Record<string, string>>> {
    const { signal } = request;
    for (;;) {
      for (let ms = this.#pace.wait(bucket); ms > 0; ms = this.#pace.wait(bucket)) await this.#sleepForQuota(ms, signal);
      const headers = await untilAborted(this.options.authorize({ ...request, url: url.href }), signal);
      await this.#slots.take(signal);
      if (this.#pace.wait(bucket) === 0) {
        this.#pace.claim(bucket);
        return headers;
      }
      this.#slots.release();
    }
  }

  async #send(request: HttpRequest, url: URL, signed: Readonly<Record<string, string>>): Promise<Incoming> {
    this.#transport ??= openTransport(this.common, this.#limits, this.options);
    const send = await this.#transport;
    const { method } = request;
    const { system } = this.options;
    const started = this.#clock.now();
    this.calls += 1;
    try {
      const incoming = await send({ ...request, url, headers: { ...withoutAgent(request.headers), ...signed } });
      this.#tell({ kind: 'sent', system, method, url: url.href, status: incoming.status, ms: this.#clock.now() - started });
      return incoming;
    } catch (error) {
      const message = oneLine(error instanceof Error ? error.message : String(error));
      this.#tell({ kind: 'lost', system, method, url: url.href, error: message, ms: this.#clock.now() - started });
      throw error;
    }
  }

  async #sleepForQuota(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > this.#limits.maxWaitMs) throw tooFar(this.options.system, ms, this.#limits);
    await this.#sleep(ms, 'its rate limit', signal);
  }

  async #sleep(ms: number, reason: string, signal: AbortSignal): Promise<void> {
    this.#tell({ kind: 'waiting', system: this.options.system, reason, ms });
    await this.#clock.sleep(ms, signal);
  }

  /** Whatever we sign with is no text to show, should a system echo it: access tokens too, which no config knows. */
  #hide(credentials: readonly string[]): void {
    const fresh = credentials.filter(credential => !this.#credentials.has(credential));
    if (fresh.length === 0) return;
    for (const credential of fresh) this.#credentials.add(credential);
    for (const old of [...this.#credentials].slice(0, -MOST_CREDENTIALS)) this.#credentials.delete(old);
    this.#redact = this.#redactor();
  }

  #redactor(): Redactor {
    const signed = [...this.#credentials].map(credential => new Secret(credential));
    return redactor([...(this.common.secrets ?? []), ...(this.options.secrets ?? []), ...signed]);
  }

  #bucket(url: URL): string {
    const path = pathBelow(url, this.options.baseUrl);
    return this.options.bucket?.(path) ?? path.split('/').slice(0, 3).join('/');
  }

  #tell(event: HttpEvent): void {
    this.common.debug?.(this.#redact.event(event));
  }
}

/** Tokens are renewed: the last few may still be under way. */
const MOST_CREDENTIALS = 8;

/** We say who we are, whatever library made the request. */
const withoutAgent = (headers: HttpRequest['headers'] = {}) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'user-agent'));
