import { z } from 'zod';
import type { Finding } from '../../model/finding.js';
import type { Secret } from '../../secrets.js';
import type { KeycloakSettings } from './settings.js';

type Settings = Pick<KeycloakSettings, 'realm' | 'clientRealm' | 'clientId' | 'roles'>;

/** What a role opens besides itself (keycloak.md §4; run on 26.7.3, 2026-11). */
const OPENS: Readonly<Record<string, readonly string[]>> = {
  'view-users': ['manage-users', 'realm-admin'],
  'view-realm': ['manage-realm', 'realm-admin'],
  'view-clients': ['manage-clients', 'realm-admin'],
};

const Claims = z.object({ resource_access: z.record(z.string(), z.object({ roles: z.array(z.string()) })).nullish() });

/**
 * Which roles the token lacks, by name, and which it has beyond need. A lightweight token names none and yet opens all that its client may
 * read (run on 26.7.3, 2026-11), so that a token without roles is a finding only where something could not be read.
 */
export function roleFindings(token: Secret, settings: Settings, somethingFailed: boolean): readonly Finding[] {
  const client = (settings.clientRealm ?? settings.realm) === settings.realm ? 'realm-management' : `${settings.realm}-realm`;
  const roles = rolesOf(token, client);
  if (roles === undefined || roles.length === 0) return somethingFailed ? [noRoles(settings, client)] : [];
  const missing = neededRoles(settings).filter(role => ![role, ...(OPENS[role] ?? [])].some(each => roles.includes(each)));
  const beyond = roles.filter(role => /^(manage-|create-|impersonation$|realm-admin$)/.test(role));
  return [
    ...missing.map(role => ({
      ...{ level: 'problem' as const, what: `the token lacks the role ${role} of the client ${client}` },
      hint: `Add it to the service account: Clients > ${settings.clientId} > Service accounts roles > Assign role.`,
    })),
    ...(beyond.length === 0
      ? []
      : [
          {
            ...{ level: 'info' as const, what: `the client may do more than it needs: ${beyond.join(', ')}` },
            hint: `It only reads: ${neededRoles(settings).join(', ')} would do.`,
          },
        ]),
  ];
}

const neededRoles = ({ roles }: Pick<Settings, 'roles'>): readonly string[] => [
  'view-users',
  ...(roles === undefined ? [] : ['view-realm']),
  ...(roles === undefined || roles.clients.length === 0 ? [] : ['view-clients']),
];

function rolesOf(token: Secret, client: string): readonly string[] | undefined {
  try {
    const [, payload = ''] = token.open().split('.');
    return Claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())).resource_access?.[client]?.roles;
  } catch {
    return undefined; // no JWT, or of another kind: nothing can be told of it
  }
}

/** `fullScopeAllowed: false` keeps roles out of the token: it is issued, and every call is 403 (keycloak.md §4; run on 26.7.3, 2026-11). */
const noRoles = ({ clientId }: Settings, client: string): Finding => ({
  level: 'problem',
  what: `the token of the client ${clientId} names no role of the client ${client}`,
  hint:
    `Under Clients > ${clientId} > Service accounts roles, assign view-users of ${client}. If it is there: under Client scopes > ` +
    `${clientId}-dedicated > Scope, switch on Full scope allowed or add the same roles, and keep the scope roles a default one.`,
});
