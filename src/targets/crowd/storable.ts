import { Refused } from '../../errors.js';
import type { AttributeName } from '../../model/wish.js';
import { noText } from '../no-text.js';
import type { Storable } from '../target.js';

/** Columns of Crowd's internal directory, in UTF-16 units, as Java counts. */
const LONGEST = 255;

/** How Crowd keeps a value (U8): names keep their case, and none begins or ends with a blank. */
export function storable(attribute: AttributeName | 'group', value: string): Storable {
  const text = value.normalize('NFC');
  const stored = attribute === 'username' ? text : text.trim();
  const broken = noText(stored);
  if (broken !== undefined) return cannot(broken);
  if (stored.trim() === '') return cannot('it is empty');
  if (stored.length > LONGEST) return cannot(`it is longer than ${LONGEST} characters`);
  if (stored !== stored.trim()) return cannot('a username cannot begin or end with a blank');
  return { kind: 'ok', stored };
}

const cannot = (why: string): Storable => ({ kind: 'cannot', why });

/** As it is sent. Throws Refused for what Crowd cannot store, or would store as something else. */
export function toStore(attribute: AttributeName | 'group', value: string): string {
  const result = storable(attribute, value);
  if (result.kind === 'ok') return result.stored;
  const what = `Crowd cannot store ${JSON.stringify(value)} as ${attribute}: ${result.why}`;
  throw new Refused(what, 'Correct it at the source, or change the mapping.', { status: 400, body: undefined });
}
