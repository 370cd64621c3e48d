import type { Client, Collection } from '@okta/okta-sdk-nodejs';
import { z } from 'zod';
import { ConfigError, UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { Http } from '../../http/client.js';
import { HttpExecutor } from './executor.js';
import { USER_STATUSES } from './schema.js';

/** A list that is open: its next page while there is one. Narrowed from the SDK's collection, whose iterator is not safe. */
export interface OpenList {
  readonly more: boolean;
  page(): Promise<readonly unknown[]>;
}

/** What we ask of Okta. Rows come raw: the SDK's models drop custom group attributes. */
export interface OktaApi {
  /** whatever their status, or whom an expression finds */
  users(limit: number, search?: string): Promise<OpenList>;
  appUsers(app: string, limit: number): Promise<OpenList>;
  groups(limit: number, filter?: string): Promise<OpenList>;
  members(group: string, limit: number): Promise<OpenList>;
  /** the vendor's document lists no paging, but it pages all the same (okta.md §2) */
  groupsOf(user: string): Promise<OpenList>;
  /** one object, below `/api/v1/` */
  one(path: string): Promise<unknown>;
}

/** Without a query the inactive would be left out of the list (okta.md §2); R5 wants them stated. */
const EVERY_STATUS = USER_STATUSES.map(status => `status eq "${status}"`).join(' or ');

/** Three blocks that we do not use; the speed gain needs all three together (okta.md §2). */
const LESS = 'application/json; okta-response="omitCredentials,omitCredentialsLinks,omitTransitioningToStatus"';

/** The SDK is slow to load, so that happens when it is needed. */
export async function connect(http: Pick<Http, 'request'>, baseUrl: string, signal: AbortSignal): Promise<OktaApi> {
  const sdk = await import('@okta/okta-sdk-nodejs');
  const client = made(() => new sdk.Client(sdkSettings(baseUrl, new HttpExecutor(http, baseUrl, signal))));
  return {
    users: async (limit, search = EVERY_STATUS) => open(await client.userApi.listUsers({ search, limit, contentType: LESS })),
    appUsers: async (appId, limit) => open(await client.applicationApi.listApplicationUsers({ appId, limit, expand: 'user' })),
    groups: async (limit, filter) => open(await client.groupApi.listGroups(filter === undefined ? { limit } : { limit, filter })),
    members: async (groupId, limit) => {
      pathSegment(groupId, 'Okta'); // the SDK writes it into the path, where `..` would be another list
      return open(await client.groupApi.listGroupUsers({ groupId, limit }));
    },
    groupsOf: async userId => {
      pathSegment(userId, 'Okta');
      return open(await client.userApi.listUserGroups({ userId }));
    },
    one: path => client.http.getJson(`${baseUrl}/api/v1/${path}`),
  };
}

/** Every setting, explicitly: what is left out the SDK takes from OKTA_CLIENT_* and okta.yaml (8.1.0, config-loader.js). */
const sdkSettings = (orgUrl: string, requestExecutor: HttpExecutor): ConstructorParameters<typeof Client>[0] => ({
  orgUrl,
  requestExecutor,
  authorizationMode: 'SSWS',
  token: 'not-the-token', // ours is put on by the HTTP client, for its own origin only
  clientId: '',
  scopes: [],
  privateKey: '',
  keyId: '',
  cacheMiddleware: null,
});

function made<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new ConfigError(
      'The Okta SDK could not be set up.',
      'It reads okta.yaml in the working folder and in ~/.okta, and HTTPS_PROXY; one of them may be broken.',
      [],
      { cause },
    );
  }
}

const Rows = z.array(z.unknown());

function open<T>(collection: Collection<T>): OpenList {
  collection.factory = {
    parseResponse: async reply => {
      const rows = Rows.safeParse(JSON.parse(await reply.body.text()));
      if (rows.success) return rows.data;
      throw new UnexpectedReply('Okta answered something else than a list', 'Nothing was believed. Its API may have changed.');
    },
  };
  return {
    get more() {
      return Boolean(collection.nextUri);
    },
    page: () => collection.getNextPage(),
  };
}
