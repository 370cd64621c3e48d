import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Got } from 'got';
import { UnexpectedReply } from '../errors.js';
import type { HttpOptions, HttpReply, HttpRequest } from './client.js';
import type { HttpCommon, HttpLimits } from './options.js';
import { trustedBy } from './trust.js';

interface Outgoing extends Pick<HttpRequest, 'method' | 'json' | 'form' | 'signal' | 'patience'> {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Incoming {
  readonly status: number;
  readonly headers: HttpReply['headers'];
  readonly text: string;
}

/** Sends one request once: no retry, no redirect, no opinion on the status. Rejects with got's own errors. */
export type Transport = (outgoing: Outgoing) => Promise<Incoming>;

export async function openTransport(common: HttpCommon, limits: HttpLimits, options: HttpOptions): Promise<Transport> {
  const client = clientOf(common, limits, await trustedBy(options));
  return async ({ url, method, headers, json, form, signal, patience }) => {
    const tooLarge = new AbortController();
    const sending = client(url, {
      method,
      headers,
      signal: AbortSignal.any([signal, tooLarge.signal]),
      ...(json !== undefined && { json }),
      ...(form !== undefined && { form }),
      ...(patience !== undefined && {
        timeout: { response: limits.responseMs * patience, request: limits.requestMs * patience },
      }),
    });
    sending.on('downloadProgress', ({ transferred }) => transferred > limits.maxBytes && tooLarge.abort());
    try {
      const { statusCode, headers, body } = await sending;
      if (tooLarge.signal.aborted) throw tooLargeError(options.system, limits.maxBytes); // the abort came after the last byte
      return { status: statusCode, headers, text: body };
    } catch (error) {
      if (tooLarge.signal.aborted && !signal.aborted) throw tooLargeError(options.system, limits.maxBytes);
      throw error;
    }
  };
}

function clientOf({ proxy, toolVersion }: HttpCommon, limits: HttpLimits, ca: readonly string[] | undefined): Got {
  const { connectMs, responseMs, requestMs } = limits;
  // said, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not count; for a proxy's own certificate cli/main.ts takes it away
  const tls = { rejectUnauthorized: true, ...(ca && { ca: [...ca] }) };
  const proxyEnv = { HTTP_PROXY: proxy?.http, HTTPS_PROXY: proxy?.https, NO_PROXY: proxy?.no };
  return got.extend({
    agent: {
      http: new HttpAgent({ keepAlive: true, proxyEnv }),
      https: new HttpsAgent({ keepAlive: true, proxyEnv, ...tls }),
    },
    headers: { 'user-agent': `rollcall/${toolVersion}`, accept: 'application/json' },
    timeout: { lookup: connectMs, connect: connectMs, secureConnect: connectMs, response: responseMs, request: requestMs },
    retry: { limit: 0 },
    followRedirect: false, // a redirect would carry the credential to wherever it points
    throwHttpErrors: false,
    responseType: 'text',
  });
}

const tooLargeError = (system: string, maxBytes: number) =>
  new UnexpectedReply(
    `${system} sent more than ${maxBytes} bytes in one answer.`,
    'The read was given up. Is this the right url?',
  );
