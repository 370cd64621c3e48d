import { Refused } from '../../errors.js';
import type { AttributeName } from '../../model/wish.js';
import { noText } from '../no-text.js';
import type { Storable } from '../target.js';
import { standsInPath } from './names.js';
import { hasGroupQueries } from './versions.js';

const LONGEST = 255;

const cannot = (why: string): Storable => ({ kind: 'cannot', why });

/** How Confluence keeps a value (U8): usernames and group names in lower case, everything trimmed (sheet §2, gotchas). */
export function storable(attribute: AttributeName | 'group', value: string, version?: string): Storable {
  const text = value.normalize('NFC');
  const isName = attribute === 'username' || attribute === 'group';
  const stored = isName ? text.toLowerCase() : text.trim();
  const broken = noText(stored);
  if (broken !== undefined) return cannot(broken);
  if (stored.trim() === '') return cannot('it is empty');
  if (stored.length > LONGEST) return cannot(`it is longer than ${LONGEST} characters`);
  const why = refusals[attribute](stored, version);
  return why === undefined ? { kind: 'ok', stored } : cannot(why);
}

const refusals: Readonly<Record<AttributeName | 'group', (text: string, version: string | undefined) => string | undefined>> = {
  username(text) {
    if (/\s/.test(text)) return 'a username cannot have white space in it';
    if (/[\\,+<>'"]/.test(text)) return 'a username cannot have any of \\ , + < > \' " in it';
    if (!standsInPath(text)) return 'a username with /, ; or % in it could not be written to: Confluence takes it in no address';
    return text === 'anonymous' ? 'nobody can be called anonymous' : undefined;
  },
  displayName(text) {
    if (/[<>]/.test(text)) return 'a full name cannot have < or > in it';
    return /^anonymous$/i.test(text) ? 'nobody can be called anonymous' : undefined;
  },
  email: text => (/^[^\s@]+@[^\s@]+$/.test(text) ? undefined : 'it is no e-mail address'),
  group(text, version) {
    if (text !== text.trim()) return 'a group name cannot begin or end with a blank';
    if (standsInPath(text)) return undefined;
    if (/^\.{1,2}$/.test(text) || !hasGroupQueries(version))
      return 'this version of Confluence takes no group name with /, \\, ; or % in the address of a call (9.2 LTS and 10.1.2 or newer read them)';
    return undefined;
  },
};

/** As it is sent. Throws Refused for what Confluence cannot store, or would store as something else. */
export function toStore(attribute: AttributeName | 'group', value: string, version?: string): string {
  const result = storable(attribute, value, version);
  if (result.kind === 'ok') return result.stored;
  const what = `Confluence cannot store ${JSON.stringify(value)} as ${attribute}: ${result.why}`;
  throw new Refused(what, 'Correct it at the source, or change the mapping.', { status: 400, body: undefined });
}
