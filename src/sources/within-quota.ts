import { withFreshToken } from '../http/bearer.js';
import type { Http, HttpReply, HttpRequest } from '../http/client.js';
import type { Tokens } from '../http/tokens.js';
import type { Quota } from './quota.js';

/** A client whose requests wait for a quota; a 429 is for the quota to judge. */
export const withinQuota = (http: Pick<Http, 'request'>, quota: Quota): Pick<Http, 'request'> => ({
  request: ask => quota.send(ask.signal, () => http.request({ ...ask, expect: [...(ask.expect ?? []), 429] })),
});

/** What a request needs that is signed with a token, and counts against a quota. */
export interface Metered {
  readonly api: Http;
  readonly tokens: Tokens;
  readonly quota: Quota;
}

/** Sends so; a token that is refused (401, which the request must expect) is renewed, once. */
export function sendMetered({ api, tokens, quota }: Metered, request: HttpRequest): Promise<HttpReply> {
  const signed: Pick<Http, 'request'> = {
    async request(ask) {
      await tokens.ready(ask.signal); // waiting for the quota may have outlasted it
      return api.request(ask);
    },
  };
  return withFreshToken(tokens, request.signal, () => withinQuota(signed, quota).request(request));
}
