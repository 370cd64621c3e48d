import { expect, it } from 'vitest';
import { type IdcsEmulator, type IdcsOptions, startIdcs } from './index.js';

/** A row of the fact sheet that is marked *documented*, and the request that shows it; or why none can. */
export type Documented =
  | {
      kind: 'shown';
      /** the sheet's words: the title of the test */
      row: string;
      /** `company` unless given */
      domain?: IdcsOptions;
      /** with brackets, quotes and spaces as a person writes them; encoded on the way */
      request: `${'GET' | 'POST' | 'PUT'} /${string}`;
      /** sent as JSON */
      body?: unknown;
      headers?: Record<string, string>;
      /** happens before the request */
      given?: (idcs: IdcsEmulator) => void;
      status?: number;
      shows(body: Body, world: { idcs: IdcsEmulator; reply: Response }): void | Promise<void>;
    }
  | { kind: 'notShown'; row: string; why: string };

/** As much of an answer as is looked into. */
export interface Body extends Sent {
  Resources: Sent[];
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
}

interface Sent {
  [attribute: string]: unknown;
  id: string;
}

export const company: IdcsOptions = {
  users: ['ann', 'bob', { id: 'cid', userName: 'cid@example.com', active: false }],
  groups: [
    { id: 'eng', name: 'Engineering', members: ['ann', 'bob'] },
    { id: 'all', name: 'Staff', groups: ['Engineering'], description: 'Everybody', externalId: 'x1' },
  ],
  app: { id: 'jira', users: ['ann'], groups: ['Engineering'] },
};

export function showRows(rows: readonly Documented[]) {
  for (const row of rows) {
    if (row.kind === 'notShown') continue; // it stands in the table, so that nobody looks for it
    it(row.row, async () => {
      await using idcs = await startIdcs(row.domain ?? company);
      row.given?.(idcs);
      const [method = 'GET', path = ''] = row.request.split(/ (.*)/s);
      const reply = await ask(idcs, path, {
        method,
        headers: { ...(row.body === undefined ? {} : { 'content-type': 'application/scim+json' }), ...row.headers },
        ...(row.body === undefined ? {} : { body: JSON.stringify(row.body) }),
      });
      expect(reply.status).toBe(row.status ?? 200);
      await row.shows(JSON.parse((await reply.clone().text()) || '{}'), { idcs, reply });
    });
  }
}

/** With a token; what stands after each `=` of the query is encoded. */
export const ask = (idcs: IdcsEmulator, path: string, { headers, ...init }: RequestInit = {}) =>
  fetch(idcs.url + encoded(path), {
    redirect: 'manual',
    ...init,
    headers: { authorization: `Bearer ${idcs.token()}`, ...Object.fromEntries(new Headers(headers)) },
  });

export const read = async (idcs: IdcsEmulator, path: string): Promise<Body> => JSON.parse(await (await ask(idcs, path)).text());

export const ids = async (idcs: IdcsEmulator, path: string) => ((await read(idcs, path)).Resources ?? []).map(({ id }) => id);

/** `&` inside brackets belongs to the value. */
function encoded(path: string): string {
  const [before = '', query] = path.split(/\?(.*)/s);
  if (query === undefined) return path;
  const parts = query.match(/(?:\[[^\]]*\]|[^&[])+/g) ?? [];
  const encode = (part: string) => part.replace(/^([^=]+=)(.*)$/s, (_, name, value) => name + encodeURIComponent(value));
  return `${before}?${parts.map(encode).join('&')}`;
}

export const token = (idcs: IdcsEmulator, form: Record<string, string>, client = `${idcs.clientId}:${idcs.clientSecret}`) =>
  fetch(`${idcs.url}/oauth2/v1/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(client).toString('base64')}` },
    body: new URLSearchParams(form),
  });
