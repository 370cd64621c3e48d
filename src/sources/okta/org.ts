import { type ProviderId, providerId } from '../../model/ids.js';

/** An org's address and lasting identity. The console's `-admin` host is the same org (okta.md §1), so it is never used. */
export function orgOf(url: string): { readonly baseUrl: string; readonly provider: ProviderId } {
  const { protocol, host } = withoutAdmin(new URL(url));
  return { baseUrl: `${protocol}//${host}`, provider: providerId(`okta:${host}`) };
}

const OKTAS_OWN = /^([^.]+)-admin(\.(?:okta|oktapreview|okta-emea|okta-gov)\.com|\.okta\.mil)$/;

/** A custom domain may well end its first label with `-admin`: only Okta's own domains have that twin. */
export function withoutAdmin(url: URL): URL {
  const twin = new URL(url);
  twin.hostname = url.hostname.replace(OKTAS_OWN, '$1$2');
  return twin;
}

/**
 * The bucket of Okta's rate limits that a path draws from (okta.md §6, mapping of 2023-02). Lists below a group or an app
 * draw from the list's bucket; only exactly `/groups/{id}` is one of the single ones.
 */
export function bucketOf(path: string): string {
  const [, kind = '', id, below] = /(?:^|\/)api\/v1\/([^/?]+)(?:\/([^/?]+))?(?:\/([^/?]+))?/.exec(path) ?? [];
  if (!['users', 'groups', 'apps', 'logs'].includes(kind)) return '/api/v1';
  return id !== undefined && below === undefined ? `/api/v1/${kind}/{id}` : `/api/v1/${kind}`;
}
