import type { RecordedRequest } from '../../../src/sandbox/server.js';

/** A request that makes or adds something: what it is about, and which requests show whether that is there. */
interface Creation {
  readonly about: string;
  readonly look: RegExp;
}

/** What was done twice, or sent again without a look whether the first one had arrived (A4). */
export function sentTwice(requests: readonly RecordedRequest[]): string[] {
  const last = new Map<string, number>();
  return requests.flatMap((request, index) => {
    const creation = creationOf(request);
    if (creation === undefined) return [];
    const before = last.get(creation.about);
    last.set(creation.about, index);
    return before === undefined ? [] : again(requests.slice(before, index + 1), creation);
  });
}

/** Two requests for one thing, with what came between them. */
function again(requests: readonly RecordedRequest[], { about, look }: Creation): string[] {
  const hasLooked = requests.some(({ method, url }) => method === 'GET' && look.test(url));
  const areBothDone = [requests.at(0), requests.at(-1)].every(one => one?.status !== undefined && one.status < 300);
  return [...(hasLooked ? [] : [`sent twice without a look: ${about}`]), ...(areBothDone ? [`done twice: ${about}`] : [])];
}

function creationOf({ method, url, body }: RecordedRequest): Creation | undefined {
  const { pathname, searchParams } = new URL(url, 'http://jira');
  const group = searchParams.get('groupname');
  if (method === 'DELETE' && pathname.includes('/session/')) return undefined; // may be ended as often as one likes
  if (method === 'DELETE') return { about: `DELETE ${url}`, look: /\/(user\/list|groups\/picker|group\/member)\?/ };
  if (method !== 'POST') return undefined;
  const name = typeof body === 'object' && body !== null && 'name' in body ? String(body.name) : '';
  if (pathname.endsWith('/group/user'))
    return { about: `${name} in ${group}`, look: new RegExp(`/group/member\\?groupname=${group}&`) };
  if (pathname.endsWith('/group')) return { about: `group ${name}`, look: /\/groups\/picker\?/ };
  return { about: `user ${name}`, look: new RegExp(`/user/list\\?|/user\\?username=${name}&`) };
}
