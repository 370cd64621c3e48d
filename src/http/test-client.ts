import type { Http, HttpOptions } from './client.js';
import { createHttp } from './create-http.js';
import type { Clock, HttpCommon } from './options.js';

/** A clock that a test moves: sleeping takes no time, and is written down. */
export interface TestClock extends Clock {
  readonly slept: number[];
}

export function testClock(): TestClock {
  const slept: number[] = [];
  let now = 0;
  return {
    slept,
    now: () => now,
    random: () => 1,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

export const TOKEN = 'SSWS very-secret-token';
export const { signal: never } = new AbortController();

export interface TestClient {
  readonly http: Http;
  readonly clock: TestClock;
}

/** A client of one test server, called `okta`. */
export function clientOf(baseUrl: string, options: Partial<HttpOptions> = {}, common: Partial<HttpCommon> = {}): TestClient {
  const clock = testClock();
  const http = createHttp({ toolVersion: '1.2.3', clock, ...common })({
    system: 'okta',
    baseUrl,
    authorize: async () => ({ authorization: TOKEN }),
    ...options,
  });
  return { http, clock };
}
