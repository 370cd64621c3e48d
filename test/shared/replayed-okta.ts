import type { Http } from '../../src/http/client.js';
import { sourceName } from '../../src/model/ids.js';
import { Secret } from '../../src/secrets.js';
import { okta } from '../../src/sources/okta/index.js';
import { OktaSettings } from '../../src/sources/okta/settings.js';
import type { Source } from '../../src/sources/source.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { asks, madeUp, type Recorded, type Replay, replay } from './recordings.js';

/** The real source, and a bare client, on a server that has these replies only; what they would have slept, in ms. */
export interface ReplayedOkta extends Replay {
  readonly source: Source;
  readonly client: Http;
  readonly slept: readonly number[];
}

export async function replayedOkta(
  exchanges: readonly Recorded[],
  settings: { app?: string; rate?: { share: number } } = {},
): Promise<ReplayedOkta> {
  const server = await replay(exchanges);
  const http = quickHttp();
  const parsed = OktaSettings.parse({ url: server.url, token: new Secret('token'), ...settings });
  return {
    ...server,
    source: okta.create(sourceName('okta'), parsed, http),
    client: http({ system: 'okta', baseUrl: server.url, authorize: async () => ({}) }),
    slept: http.slept,
  };
}

export const userLists = asks('GET', /^\/api\/v1\/users(\?|$)/);
export const groupLists = asks('GET', /^\/api\/v1\/groups(\?|$)/);
export const memberLists = asks('GET', /^\/api\/v1\/groups\/[^/]+\/users/);
export const singleUsers = asks('GET', /^\/api\/v1\/users\/[^/]+$/);
export const appUserLists = asks('GET', /^\/api\/v1\/apps\/[^/]+\/users(\?|$)/);

export const noUsers = madeUp('/api/v1/users', []);
export const noGroups = madeUp('/api/v1/groups', []);

/** Users, groups and limits of one org, with all headers. */
export const WITH_HEADERS = 'okta/users-groups-apps.with-rate-limit-headers';
