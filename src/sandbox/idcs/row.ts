import type { Domain, IdcsApp, IdcsPerson } from './domain.js';
import { grantsOf, hexId } from './grants.js';
import type { MischiefState } from './mischief.js';

export interface Around {
  domain: Domain;
  mischief: MischiefState;
  /** scheme, host and port of links */
  origin: string;
  /** whether `groups` of a user names All Domain Users */
  allUsers: 'listed' | 'hidden';
}

/** A resource with all its attributes, as on the wire; getters stand where only those who ask shall pay. */
export interface Row {
  readonly id: string;
  readonly [attribute: string]: unknown;
}

interface Dated {
  created: string;
  lastModified: string;
  version: number;
}

export const meta = (resourceType: string, { created, lastModified, version }: Dated, location: string) => ({
  ...{ resourceType, created, lastModified, location },
  version: versionOf(version),
});

/** What `If-Match` has to name. */
export const versionOf = (version: number) => hexId(`version ${version}`);

const ACTOR = hexId('who made it');

export const actor = (origin: string) => ({
  ...{ type: 'App', value: ACTOR, display: 'Sandbox', $ref: `${origin}/admin/v1/Apps/${ACTOR}` },
});

export const ocid = (kind: string, id: string) => `ocid1.${kind}.oc1..${hexId(id)}`;

export const accountId = (app: IdcsApp, person: string) => hexId(`account ${app.id} ${person}`);

export const memberRow = (group: string, person: IdcsPerson, since: string, origin: string) => ({
  ...{ value: person.id, type: 'User', dateAdded: since },
  ...{ $ref: `${origin}/admin/v1/Users/${person.id}`, display: person.core.displayName, name: person.userName },
  get ocid() {
    return ocid('user', person.id);
  },
  get membershipOcid() {
    return ocid('groupmembership', `${group} ${person.id}`);
  },
});

/** As a user or a group shows them. */
export function grantsTo(type: 'User' | 'Group', id: string, domain: Domain) {
  const own = grantsOf(domain).filter(({ grantee }) => grantee.type === type && grantee.value === id);
  return own.map(grant => ({ value: grant.id, appId: grant.appId, grantMechanism: grant.mechanism, grantorId: ACTOR }));
}
