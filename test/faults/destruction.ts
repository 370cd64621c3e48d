import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { RecordedRequest } from '../../src/sandbox/server.js';

/** What a request to Jira takes from somebody, in words that do not depend on how the account is called just then. */
export function takenBy({ method, url, body }: RecordedRequest, keyOf: (username: string) => string): string | undefined {
  const { pathname, searchParams } = new URL(url, 'http://jira');
  const path = pathname.replace('/rest/api/2/', '');
  if (method === 'DELETE' && path === 'group/user')
    return `${keyOf(searchParams.get('username') ?? '')} out of ${searchParams.get('groupname')}`;
  if (method === 'DELETE' && path === 'group') return `group ${searchParams.get('groupname')} deleted`;
  if (method === 'DELETE' && path === 'user') return `${searchParams.get('key')} deleted`;
  if (method === 'DELETE' && path.startsWith('user/session/')) return `${keyOf(path.split('/')[2] ?? '')} signed out`;
  if (method === 'PUT' && path === 'user' && has(body, 'active', false)) return `${searchParams.get('key')} switched off`;
  if (method === 'PUT' && /^(project|component)\//.test(path)) return `${path} handed over`;
  return method === 'DELETE' ? `${method} ${url}` : undefined;
}

const has = (body: unknown, key: string, value: unknown) =>
  typeof body === 'object' && body !== null && new Map(Object.entries(body)).get(key) === value;

/** All that was asked of Jira that takes something from somebody, whether it was done or not. */
export const taken = ({ requests }: JiraEmulator, keyOf: (username: string) => string): ReadonlySet<string> =>
  new Set(requests.flatMap(request => takenBy(request, keyOf) ?? []));

/** Names of users and groups that were made more than once. */
export function madeTwice({ requests }: JiraEmulator): readonly string[] {
  const made = requests
    .filter(({ method, url, status }) => method === 'POST' && status === 201 && /\/(user|group)$/.test(url))
    .map(({ url, body }) => `${url} ${JSON.stringify(body)}`);
  return made.filter((one, at) => made.indexOf(one) < at);
}
