import type { AttributeName } from '../../model/wish.js';
import type { Storable } from '../target.js';

/** In UTF-16 units, as Java counts (jira-dc sheet §2, November 2026). */
const LONGEST = 255;

/** How Jira keeps a value (U8): usernames in lower case, everything trimmed. */
export function storable(attribute: AttributeName | 'group', value: string): Storable {
  const text = value.normalize('NFC');
  const stored = attribute === 'username' ? text.toLowerCase() : text.trim();
  if (stored.trim() === '') return cannot('it is empty');
  if (stored.length > LONGEST) return cannot(`it is longer than ${LONGEST} characters`);
  if (attribute === 'username' && stored !== stored.trim()) return cannot('a username cannot begin or end with a blank');
  if (attribute === 'username' && /[<>&]/.test(stored)) return cannot('a username cannot have <, > or & in it');
  return { kind: 'ok', stored };
}

const cannot = (why: string): Storable => ({ kind: 'cannot', why });

/** As it is sent: what cannot be stored goes as it is, for Jira to refuse. */
export function toStore(attribute: AttributeName | 'group', value: string): string {
  const result = storable(attribute, value);
  return result.kind === 'ok' ? result.stored : value;
}
