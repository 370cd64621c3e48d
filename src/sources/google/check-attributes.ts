import type { Finding } from '../../model/finding.js';
import { readUser } from './schema.js';
import type { GoogleSettings } from './settings.js';

/** `attributes:` against the people of one page: a misspelt one would be an empty text for everybody. */
export function attributeFindings(
  rows: readonly unknown[],
  { attributes }: Pick<GoogleSettings, 'attributes'>,
): readonly Finding[] {
  const people = rows.flatMap(row => {
    const read = readUser(row, attributes, 'users');
    return read.kind === 'user' ? [read.person] : [];
  });
  if (people.length === 0) return [];
  const isEmpty = (value: unknown) => value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  return Object.entries(attributes).flatMap(([name, { schema, field }]): readonly Finding[] => {
    if (people.some(person => !isEmpty(person.attributes[name]))) return [];
    return [
      {
        level: 'warning',
        what: `none of ${people.length} people has the attribute ${name} (${schema}.${field})`,
        hint: 'Compare schema and field with Admin console > Directory > Users > More options > Manage custom attributes: their names, not their labels. Case matters.',
      },
    ];
  });
}
