import { Refused } from '../../errors.js';
import type { AttributeName } from '../../model/wish.js';
import { noText } from '../no-text.js';
import type { Storable } from '../target.js';

/** In UTF-16 units, as Java counts. */
const LONGEST = 255;

/** How Bitbucket keeps a value (U8): in the case it was given, trimmed. Names travel in the query: any character will do. */
export function storable(value: string): Storable {
  const stored = value.normalize('NFC').trim();
  const broken = noText(stored);
  if (broken !== undefined) return cannot(broken);
  if (stored === '') return cannot('it is empty');
  if (stored.length > LONGEST) return cannot(`it is longer than ${LONGEST} characters`);
  return { kind: 'ok', stored };
}

const cannot = (why: string): Storable => ({ kind: 'cannot', why });

/** As it is sent. Throws Refused for what Bitbucket cannot store, or would store as something else. */
export function toStore(attribute: AttributeName | 'group', value: string): string {
  const result = storable(value);
  if (result.kind === 'ok') return result.stored;
  const what = `Bitbucket cannot store ${JSON.stringify(value)} as ${attribute}: ${result.why}`;
  throw new Refused(what, 'Correct it at the source, or change the mapping.', { status: 400, body: undefined });
}
