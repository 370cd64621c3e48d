import { Refused } from '../../errors.js';
import type { AttributeName } from '../../model/wish.js';
import { noText } from '../no-text.js';
import type { Storable } from '../target.js';

/** In UTF-16 units, as Java counts (jira-dc sheet §2, November 2026). */
const LONGEST = 255;

/** How Jira keeps a value (U8): usernames in lower case, everything trimmed. */
export function storable(attribute: AttributeName | 'group', value: string): Storable {
  const text = value.normalize('NFC');
  const stored = attribute === 'username' ? text.toLowerCase() : text.trim();
  const broken = noText(stored);
  if (broken !== undefined) return cannot(broken);
  if (stored.trim() === '') return cannot('it is empty');
  if (stored.length > LONGEST) return cannot(`it is longer than ${LONGEST} characters`);
  if (attribute === 'username' && stored !== stored.trim()) return cannot('a username cannot begin or end with a blank');
  if (attribute === 'username' && /[<>&]/.test(stored)) return cannot('a username cannot have <, > or & in it');
  return { kind: 'ok', stored };
}

const cannot = (why: string): Storable => ({ kind: 'cannot', why });

/** As it is sent. Throws Refused for what Jira cannot store, or would store as something else. */
export function toStore(attribute: AttributeName | 'group', value: string): string {
  const result = storable(attribute, value);
  if (result.kind === 'ok') return result.stored;
  const what = `Jira cannot store ${JSON.stringify(value)} as ${attribute}: ${result.why}`;
  throw new Refused(what, 'Correct it at the source, or change the mapping.', { status: 400, body: undefined });
}
