/** What a pull asks for (okta.md §7, 2026-08). */
export const neededScopes = (app: string | undefined): readonly string[] => [
  'okta.users.read',
  'okta.groups.read',
  ...(app === undefined ? [] : ['okta.apps.read']),
];

/** The schema serves `check` only, and must not keep a pull from its token: it is asked for alone, when it is needed. */
export const SCHEMA_SCOPE = 'okta.schemas.read';

export const isSchemaPath = (path: string): boolean => /(^|\/)api\/v1\/meta\/schemas\//.test(path);

/** The scope that a path of the API wants (specs/okta.json, `security`). */
export function scopeFor(path: string): string {
  if (isSchemaPath(path)) return SCHEMA_SCOPE;
  const [, kind = 'users'] = /(?:^|\/)api\/v1\/(users|groups|apps)/.exec(path) ?? [];
  return `okta.${kind}.read`;
}
