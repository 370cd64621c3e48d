import type { Attributes, AttributeValue } from '../../model/directory.js';
import type { AttributeType } from '../source.js';
import type { RawUser } from './schema.js';
import { CUSTOM, ENTERPRISE, USER, USER_STATE } from './urns.js';

const TEXTS = [
  'id login email firstName lastName middleName displayName formattedName honorificPrefix honorificSuffix nickName title',
  'userType externalId locale preferredLanguage timezone mobilePhone workPhone streetAddress city state zipCode countryCode',
  'employeeNumber costCenter organization division department managerId manager status',
].flatMap(line => line.split(' '));
const FLAGS = ['active', 'locked', 'federated', 'serviceUser'];

/** The standard attributes, flattened; named as at Okta where they mean the same. */
export const BUILT_IN: Readonly<Record<string, AttributeType>> = {
  ...Object.fromEntries(TEXTS.map(name => [name, 'string' as const])),
  ...Object.fromEntries(FLAGS.map(name => [name, 'boolean' as const])),
  emails: 'list',
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
  const { [USER]: oracle, [USER_STATE]: state, [ENTERPRISE]: work, [CUSTOM]: custom, name, emails, phoneNumbers } = user;
  const address = preferred(user.addresses);
  return {
    ...Object.fromEntries(Object.entries(custom ?? {}).filter((entry): entry is [string, AttributeValue] => isValue(entry[1]))),
    ...present({
      firstName: name?.givenName,
      lastName: name?.familyName,
      middleName: name?.middleName,
      formattedName: name?.formatted,
      honorificPrefix: name?.honorificPrefix,
      honorificSuffix: name?.honorificSuffix,
      nickName: user.nickName,
      title: user.title,
      userType: user.userType,
      externalId: user.externalId,
      locale: user.locale,
      preferredLanguage: user.preferredLanguage,
      timezone: user.timezone,
      mobilePhone: preferred(phoneNumbers?.filter(({ type }) => type === 'mobile'))?.value,
      workPhone: preferred(phoneNumbers?.filter(({ type }) => type === 'work'))?.value,
      streetAddress: address?.streetAddress,
      city: address?.locality,
      state: address?.region,
      zipCode: address?.postalCode,
      countryCode: address?.country,
      employeeNumber: work?.employeeNumber,
      costCenter: work?.costCenter,
      organization: work?.organization,
      division: work?.division,
      department: work?.department,
      managerId: work?.manager?.value,
      manager: work?.manager?.displayName,
      status: oracle?.status,
    }),
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

export const displayNameOf = ({ displayName, name }: RawUser): string =>
  displayName || name?.formatted || [name?.givenName, name?.familyName].filter(Boolean).join(' ');

const usable = (emails: RawUser['emails']) => (emails ?? []).filter(({ type }) => type !== 'recovery');

/** The primary one, else the one at work, else the only one there is. */
const preferred = <T extends { readonly type?: string | null | undefined; readonly primary?: boolean | null | undefined }>(
  all: readonly T[] | null | undefined,
): T | undefined =>
  all?.find(({ primary }) => primary === true) ??
  all?.find(({ type }) => type === 'work') ??
  (all?.length === 1 ? all[0] : undefined);

const present = (values: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value == null ? [] : [[name, value]])));

const isValue = (value: unknown): value is AttributeValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isValue));
