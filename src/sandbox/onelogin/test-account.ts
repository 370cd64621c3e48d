import { expect, it } from 'vitest';
import { type OneLoginEmulator, type OneLoginOptions, startOneLogin } from './index.js';

/** A row of the fact sheet that is marked *documented* or *seen in code*, and the request that shows it; or why none can. */
export type Documented =
  | {
      readonly kind: 'shown';
      /** the sheet's words: the title of the test */
      readonly row: string;
      /** `company` unless given */
      readonly account?: OneLoginOptions;
      readonly request: `${'GET' | 'POST'} /${string}`;
      readonly headers?: Readonly<Record<string, string>>;
      /** happens before the request */
      readonly given?: (onelogin: OneLoginEmulator) => unknown;
      readonly status?: number;
      shows(body: Body, world: { readonly onelogin: OneLoginEmulator; readonly reply: Response }): unknown;
    }
  | { readonly kind: 'notShown'; readonly row: string; readonly why: string };

/** As much of an answer as is looked into. */
export interface Body extends Readonly<Record<string, unknown>> {
  readonly data: readonly unknown[];
  readonly length: number;
}

export const CLIENT = { clientId: 'rollcall', clientSecret: 'sandbox-onelogin-secret' };
const TOKEN = '/auth/oauth2/v2/token';

export const company: OneLoginOptions = {
  users: [
    { id: '1', email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee', group: 'Band', customAttributes: { cost: '42' } },
    {
      id: '2',
      username: 'bob',
      firstname: 'Bob',
      status: 2,
      more: { external_id: 7, title: 'Engineer', last_login: '2026-02-01T00:00:00.000Z' },
    },
    { id: '3', email: 'cid@example.com', status: 3 },
  ],
  groups: ['Band'],
  roles: [
    { id: '428308', name: 'Default', users: ['1', '2'], apps: ['1475668'] },
    { id: '439868', name: 'Rock Star', users: ['2'] },
  ],
  apps: { '1475668': ['1'] },
};

export function showRows(rows: readonly Documented[]): void {
  for (const row of rows) {
    if (row.kind === 'notShown') continue; // it stands in the table, so that nobody looks for it
    it(row.row, async () => {
      await using onelogin = await startOneLogin(row.account ?? company);
      await row.given?.(onelogin);
      const [method = 'GET', path = ''] = row.request.split(' ');
      const reply = await ask(onelogin, path, { method, ...(row.headers !== undefined && { headers: row.headers }) });
      expect(reply.status).toBe(row.status ?? 200);
      await row.shows(await bodyOf(reply.clone()), { onelogin, reply });
    });
  }
}

/** With a token, unless the headers say otherwise. */
export async function ask(
  onelogin: OneLoginEmulator,
  path: string,
  { method = 'GET', headers }: RequestInit = {},
): Promise<Response> {
  const given = new Headers(headers);
  if (!given.has('authorization') && path !== TOKEN) given.set('authorization', `Bearer ${await tokenOf(onelogin)}`);
  const body = method === 'POST' ? { body: JSON.stringify({ grant_type: 'client_credentials' }) } : {};
  if (method === 'POST') given.set('content-type', 'application/json');
  return fetch(onelogin.url + path, { method, headers: given, ...body });
}

export const read = async (onelogin: OneLoginEmulator, path: string): Promise<Body> => bodyOf(await ask(onelogin, path));

/** The ids of a list of the second API, in order. */
export const ids = async (onelogin: OneLoginEmulator, path: string): Promise<unknown[]> =>
  Array.from(await read(onelogin, path), row => Object(row).id);

const bodyOf = async (reply: Response) => JSON.parse((await reply.text()) || '{}');

export async function tokenOf(onelogin: OneLoginEmulator): Promise<string> {
  const headers = { authorization: `client_id:${CLIENT.clientId}, client_secret:${CLIENT.clientSecret}` };
  const { access_token, data } = await bodyOf(await ask(onelogin, TOKEN, { method: 'POST', headers }));
  return access_token ?? data[0].access_token;
}
