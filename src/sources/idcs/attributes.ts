import type { Attributes, AttributeValue } from '../../model/directory.js';
import { CORE_ATTRIBUTES, coreAttributes, displayNameOf, ENTERPRISE, isValue, present } from '../scim-user.js';
import type { AttributeType } from '../source.js';
import type { RawUser } from './schema.js';
import { CUSTOM, USER, USER_STATE } from './urns.js';

/** The standard attributes, flattened; named as at Okta where they mean the same. */
export const BUILT_IN: Readonly<Record<string, AttributeType>> = {
  ...CORE_ATTRIBUTES,
  status: 'string',
  locked: 'boolean',
  federated: 'boolean',
  serviceUser: 'boolean',
};

/**
 * What is asked for with each user. The list takes the place of the default set, and brings what comes only on request:
 * `groups` and `status` (idcs.md §4, 2026-08).
 */
export const userAttributes = (custom: Readonly<Record<string, unknown>>): string =>
  [
    'userName active deleteInProgress name displayName nickName title emails phoneNumbers addresses externalId userType locale',
    'preferredLanguage timezone groups',
    `${USER}:isFederatedUser ${USER}:serviceUser ${USER}:status ${USER_STATE}:locked ${ENTERPRISE}`,
    ...Object.keys(custom).map(name => `${CUSTOM}:${name}`),
  ]
    .flatMap(line => line.split(' '))
    .join(',');

/** One user's attributes, as expressions see them. */
export function attributesOf(user: RawUser): Attributes {
  const { [USER]: oracle, [USER_STATE]: state, [CUSTOM]: custom, emails } = user;
  return {
    ...Object.fromEntries(Object.entries(custom ?? {}).filter((entry): entry is [string, AttributeValue] => isValue(entry[1]))),
    ...coreAttributes(user),
    ...present({ status: oracle?.status }),
    id: user.id,
    login: user.userName,
    email: emailOf(user),
    displayName: displayNameOf(user),
    emails: usable(emails).flatMap(({ value }) => (value ? [value] : [])),
    active: user.active,
    locked: state?.locked?.on ?? false,
    federated: oracle?.isFederatedUser ?? false,
    serviceUser: oracle?.serviceUser ?? false,
  };
}

/** The primary address. A recovery address is nobody's mail, though it often stands first (idcs.md §4, 2026-08). */
export const emailOf = ({ emails }: RawUser): string => usable(emails).find(({ primary }) => primary === true)?.value ?? '';

const usable = (emails: RawUser['emails']) => (emails ?? []).filter(({ type }) => type !== 'recovery');
