import type { ConfluenceEmulator } from './index.js';

export const NO_CHECK = { 'x-atlassian-token': 'no-check' };
export const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

/** Below the context path; with the good token unless told otherwise, '' for none. */
export const ask = (
  confluence: ConfluenceEmulator,
  path: string,
  authorization = `Bearer ${confluence.token}`,
  init: RequestInit = {},
) =>
  fetch(confluence.url + path, {
    redirect: 'manual',
    ...init,
    headers: { accept: 'application/json', ...(authorization === '' ? {} : { authorization }), ...init.headers },
  });

export const write = (
  confluence: ConfluenceEmulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = NO_CHECK,
) =>
  ask(confluence, `/rest/api/${path}`, undefined, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

export const json = async (confluence: ConfluenceEmulator, path: string): Promise<unknown> =>
  (await ask(confluence, `/rest/api/${path}`)).json();
