import { expect } from 'vitest';
import { type CrowdOptions, startCrowd } from './index.js';
import type { Application } from './server.js';

/** A company with one of each: inactive, remote, nested, attributes, a name that an address must encode. */
export const company: CrowdOptions = {
  users: [
    {
      name: 'Mia',
      firstName: 'Mia',
      lastName: 'Krystof',
      displayName: 'Mia Krystof',
      email: 'mia@example.com',
      attributes: { department: ['IT'] },
    },
    { name: 'olu', active: false },
    { name: 'ann' },
    { name: 'a+b&c/d#é' },
  ],
  groups: [
    { name: 'team-navy', members: ['ann'] },
    { name: 'Team-Blue', members: ['Mia', 'olu'], children: ['team-navy'] },
  ],
};

export const openCompany = (options: CrowdOptions = {}) => startCrowd({ ...company, ...options });

/** The body of a refusal. */
export const reason = (text: string) => ({ reason: text, message: expect.any(String) });

interface Reply {
  readonly status: number;
  /** parsed where it is JSON */
  readonly body: unknown;
  readonly headers: Headers;
}

interface Server {
  readonly url: string;
  readonly application: Application;
}

/** Sends `GET user?username=mia` as the application, JSON both ways. */
export async function ask(
  { url, application: { name, password } }: Server,
  request: string,
  json?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const [method = '', path = ''] = request.split(' ');
  const reply = await fetch(`${url}/rest/usermanagement/1/${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
      accept: 'application/json',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await reply.text();
  const isJson = reply.headers.get('content-type')?.includes('json') === true;
  return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(text) : text };
}
