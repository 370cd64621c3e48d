import { z } from 'zod';
import { type SyncError, UnexpectedReply } from '../errors.js';
import { Secret } from '../secrets.js';
import type { Http, HttpReply, HttpRequest } from './client.js';
import type { Token, Tokens } from './tokens.js';
import { vendorMessage } from './vendor-message.js';

/** A request for an access token, and what to say where there is none. */
export interface TokenAsk extends Pick<HttpRequest, 'path' | 'form' | 'json'> {
  /** of a refusal: 400, 401, 403 and `expect`; `said` is what the server says of it, as one line that may be printed, or nothing */
  readonly refused: (reply: HttpReply, said: string) => SyncError;
  /** what to do where there is no token endpoint, or its 200 holds no token */
  readonly hint: string;
  /** other statuses that are refusals here */
  readonly expect?: readonly number[];
}

/** Asks a token endpoint (RFC 6749 §5). A token more does no harm, so an answer that never came is asked for again. */
export async function fetchToken(http: Pick<Http, 'request'>, ask: TokenAsk, signal: AbortSignal): Promise<Token> {
  const { refused, hint, expect = [], ...what } = ask;
  const reply = await http.request({
    method: 'POST',
    ...what,
    signal,
    idempotent: true,
    expect: [400, 401, 403, ...NOT_THERE, ...expect],
  });
  if (NOT_THERE.includes(reply.status) && !expect.includes(reply.status)) throw notThere(reply, hint);
  if (reply.status >= 400) throw refused(reply, vendorMessage(reply.body));
  const { data } = TokenReply.safeParse(reply.body);
  if (data !== undefined) return { secret: new Secret(data.access_token), lifeMs: data.expires_in * 1000 };
  throw new UnexpectedReply('The answer to the token request holds no access token', hint);
}

const NOT_THERE = [404, 405];

const notThere = ({ status, url }: HttpReply, hint: string) =>
  new UnexpectedReply(`There is no token endpoint at ${new URL(url).host}${new URL(url).pathname} (${status})`, hint);

/** `expires_in` is in seconds, only recommended (RFC 6749 §5.1), and a text with some. */
const TokenReply = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().gt(0).default(3600) });

/** What signs each request with the token: fresh by then, since `withFreshToken` made sure of that, with a signal of its own. */
export const bearerOf = (tokens: Tokens) => async (): Promise<Readonly<Record<string, string>>> => ({
  authorization: `Bearer ${(await tokens.ready(never)).secret.open()}`,
});

const { signal: never } = new AbortController();

/** Sends with a fresh token. One that is refused all the same (401) is renewed, once: tokens may be ended early. The second 401 is the caller's. */
export async function withFreshToken(tokens: Tokens, signal: AbortSignal, send: () => Promise<HttpReply>): Promise<HttpReply> {
  for (let renewed = false; ; renewed = true) {
    const token = await tokens.ready(signal);
    const reply = await send();
    if (reply.status !== 401 || renewed) return reply;
    tokens.drop(token);
  }
}
