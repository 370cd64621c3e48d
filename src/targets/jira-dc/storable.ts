import { Refused } from '../../errors.js';
import type { AttributeName } from '../../model/wish.js';
import type { Storable } from '../target.js';

/** In UTF-16 units, as Java counts (jira-dc sheet §2, November 2026). */
const LONGEST = 255;

/** Half a surrogate pair becomes another character on its way, and so another name; a control may end a text, or a header. */
const isNoText = (text: string) => !text.isWellFormed() || /\p{Cc}/u.test(text);
const NO_TEXT = 'it has a character in it that is no text';

/** How Jira keeps a value (U8): usernames in lower case, everything trimmed. */
export function storable(attribute: AttributeName | 'group', value: string): Storable {
  const text = value.normalize('NFC');
  const stored = attribute === 'username' ? text.toLowerCase() : text.trim();
  if (isNoText(stored)) return cannot(NO_TEXT);
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
