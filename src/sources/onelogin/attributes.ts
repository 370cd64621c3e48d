import { z } from 'zod';
import type { Attributes, AttributeValue } from '../../model/directory.js';
import type { AttributeType } from '../source.js';
import type { OneLoginSettings } from './settings.js';

type Declared = OneLoginSettings['attributes'];

/** Fields that only somebody's own page has for sure (onelogin.md §3, 2026-11); any other declared name is a custom attribute. */
const OWN_PAGE: readonly string[] = [
  ...['title', 'department', 'company', 'comment', 'openid_name', 'locale_code', 'preferred_locale_code'],
  ...['manager_ad_id', 'manager_user_id', 'trusted_idp_id'],
];

const CUSTOM = 'custom_attributes';
export const isOwnPage = (name: string) => OWN_PAGE.includes(name);

/** The fields that the declared attributes stand in. */
export const fieldsOf = (attributes: Declared): readonly string[] => [
  ...new Set(Object.keys(attributes).map(name => (isOwnPage(name) ? name : CUSTOM))),
];

/** Whether a row has these fields: what is left out is not the same as empty. */
export const hasFields = (row: unknown, fields: readonly string[]): boolean =>
  typeof row === 'object' && row !== null && fields.every(field => field in row);

interface Row extends Readonly<Record<string, unknown>> {
  readonly custom_attributes?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The values of the declared attributes, or what is wrong with them. */
export function declaredOf(user: Row, declared: Declared): Attributes | string {
  const values: Record<string, AttributeValue> = {};
  for (const [name, type] of Object.entries(declared)) {
    const raw = isOwnPage(name) ? user[name] : user.custom_attributes?.[name];
    const value = valueIn(raw, type);
    if (value === undefined) return `the attribute ${name} is no ${type}: ${JSON.stringify(raw)}`;
    values[name] = value;
  }
  return values;
}

const Single = z.union([z.string(), z.number(), z.boolean()]).nullish();

/** OneLogin keeps texts; an attribute that nobody filled in is missing, null or empty. undefined: it is nothing of this type. */
function valueIn(raw: unknown, type: AttributeType): AttributeValue | undefined {
  const { data, success } = Single.safeParse(raw);
  if (!success) return undefined;
  const text = String(data ?? '').trim();
  if (text === '') return null;
  switch (type) {
    case 'string':
      return String(data);
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'list':
      return undefined;
  }
}
