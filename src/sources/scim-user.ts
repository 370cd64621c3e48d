import { z } from 'zod';
import type { Attributes, AttributeValue } from '../model/directory.js';
import type { AttributeType } from './source.js';

/** What servers of SCIM 2.0 say of a user in one way: the core schema and the enterprise extension (RFC 7643 §4.1 and §4.3). */

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Servers differ in whether an employee's number is one. */
const Text = z.union([z.string(), z.number().transform(String)]).nullish();
const Flag = z.boolean().nullish();
const list = <T extends z.ZodType>(row: T) => z.array(row).nullish();

const Name = z.object({
  formatted: Text,
  givenName: Text,
  middleName: Text,
  familyName: Text,
  honorificPrefix: Text,
  honorificSuffix: Text,
});

/** The attributes of a row that are alike everywhere; all of them may be missing. */
export const coreShape = {
  displayName: Text,
  nickName: Text,
  title: Text,
  externalId: Text,
  userType: Text,
  locale: Text,
  preferredLanguage: Text,
  timezone: Text,
  name: Name.nullish(),
  emails: list(z.object({ value: Text, type: Text, primary: Flag })),
  phoneNumbers: list(z.object({ value: Text, type: Text, primary: Flag })),
  addresses: list(
    z.object({ type: Text, primary: Flag, streetAddress: Text, locality: Text, region: Text, postalCode: Text, country: Text }),
  ),
  [ENTERPRISE]: z
    .object({
      employeeNumber: Text,
      costCenter: Text,
      organization: Text,
      division: Text,
      department: Text,
      manager: z.object({ value: Text, displayName: Text }).nullish(),
    })
    .nullish(),
};
const Core = z.object(coreShape);
type Core = z.output<typeof Core>;

const TEXTS = [
  'firstName lastName middleName displayName formattedName honorificPrefix honorificSuffix nickName title userType externalId locale',
  'preferredLanguage timezone mobilePhone workPhone streetAddress city state zipCode countryCode',
  'employeeNumber costCenter organization division department managerId manager',
].flatMap(line => line.split(' '));

/** The names of what `coreAttributes` yields, and of what every source has besides; named as at Okta where they mean the same. */
export const CORE_ATTRIBUTES: Readonly<Record<string, AttributeType>> = {
  ...Object.fromEntries(['id', 'login', 'email', ...TEXTS].map(name => [name, 'string' as const])),
  active: 'boolean',
  emails: 'list',
};

/** The core and enterprise attributes, flattened. What is missing is left out. */
export function coreAttributes(user: Core): Attributes {
  const { [ENTERPRISE]: work, name, phoneNumbers } = user;
  const address = preferred(user.addresses);
  return present({
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
  });
}

export const displayNameOf = ({ displayName, name }: Pick<Core, 'displayName' | 'name'>): string =>
  displayName || name?.formatted || [name?.givenName, name?.familyName].filter(Boolean).join(' ');

/** The primary one, else the one at work, else the only one there is. */
const preferred = <T extends { readonly type?: string | null | undefined; readonly primary?: boolean | null | undefined }>(
  all: readonly T[] | null | undefined,
): T | undefined =>
  all?.find(({ primary }) => primary === true) ??
  all?.find(({ type }) => type === 'work') ??
  (all?.length === 1 ? all[0] : undefined);

/** What is there of some texts. */
export const present = (values: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value == null ? [] : [[name, value]])));

/** Whether an expression can see it. */
export const isValue = (value: unknown): value is AttributeValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isValue));
