import { UnexpectedReply } from '../errors.js';
import type { HttpOptions, HttpRequest } from './client.js';

type Addressed = Pick<HttpRequest, 'path' | 'query'>;

/**
 * Where a request goes: always the base URL's origin, whatever a `next` link says.
 * Throws UnexpectedReply for a link to another origin, and for a path that would mean something else once normalised.
 */
export function addressOf({ path, query }: Addressed, options: Pick<HttpOptions, 'system' | 'baseUrl' | 'alsoOrigin'>): URL {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ? linked(path, options) : below(path, options);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    if (!String(value).isWellFormed()) throw ambiguous(String(value), options.system);
    url.searchParams.append(name, String(value));
  }
  return url;
}

/**
 * A name as one segment of a path. Throws UnexpectedReply for one that cannot stand there: nothing, `.` and `..` would be
 * another address, and half a surrogate pair would be sent as U+FFFD, which may be another's name.
 */
export function pathSegment(name: string, system: string): string {
  if (!name.isWellFormed() || /^\.{0,2}$/.test(name)) throw ambiguous(name, system);
  return encodeURIComponent(name);
}

/** The path below the base URL, as quotas are counted by it. */
export function pathBelow(url: URL, baseUrl: string): string {
  const base = `${new URL(baseUrl).pathname.replace(/\/+$/, '')}/`;
  return url.pathname.startsWith(base) ? url.pathname.slice(base.length) : url.pathname.replace(/^\/+/, '');
}

function linked(path: string, { system, baseUrl, alsoOrigin = [] }: Pick<HttpOptions, 'system' | 'baseUrl' | 'alsoOrigin'>): URL {
  const origin = new URL(baseUrl).origin;
  const link = URL.parse(path);
  if (isAmbiguous(path)) throw ambiguous(path, system);
  const same = [origin, ...alsoOrigin.map(also => new URL(also).origin)];
  if (link === null || !same.includes(link.origin))
    throw new UnexpectedReply(
      `${system} sent a link to another address: ${link?.origin ?? 'one that is no URL'} instead of ${origin}.`,
      `It was not followed, so no credential left ${origin}. Is the url of "${system}" the address that it calls itself?`,
    );
  return new URL(`${origin}${link.pathname}${link.search}`); // without user, password or fragment
}

function below(path: string, { system, baseUrl }: Pick<HttpOptions, 'system' | 'baseUrl'>): URL {
  if (isAmbiguous(path)) throw ambiguous(path, system);
  const base = new URL(baseUrl);
  return new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
}

const ambiguous = (text: string, system: string) =>
  new UnexpectedReply(
    `${JSON.stringify(text)} cannot be asked of ${system}: in an address it would mean something else.`,
    'An empty name, "." or "..", and one with a broken character cannot be part of an address. Rename it there, or leave it out.',
  );

/** A URL parser folds dot segments (also the encoded ones), drops tabs and line ends, cuts at `#`, and replaces what is no Unicode. */
function isAmbiguous(path: string): boolean {
  const [name = ''] = path.split('?');
  return !path.isWellFormed() || /[\t\r\n#\\]/.test(path) || name.split('/').some(segment => /^(\.|%2e){1,2}$/i.test(segment));
}
