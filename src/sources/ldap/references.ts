/**
 * Whether a reference leads to people and groups. Active Directory names its own configuration and DNS partitions at the root of each
 * domain (ldap.md §1, 2026-11): nobody lives there.
 */
export function isForeign(reference: string): boolean {
  const path = /^ldaps?:\/\/[^/]*\/([^?]*)/i.exec(reference)?.[1];
  if (path === undefined) return true;
  return !/^(cn=configuration|cn=schema|dc=domaindnszones|dc=forestdnszones),/i.test(decoded(path));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
