import type { Attributes, AttributeValue, Person, Quarantined } from '../../model/directory.js';
import { type PersonId, personId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { AttributeType } from '../source.js';
import { foldHeader } from './csv.js';
import { fileProblem, type RawUser } from './raw.js';
import { attributeOf } from './values.js';

export interface People {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly quarantined: readonly Quarantined[];
}

type Types = Readonly<Record<string, AttributeType>>;
type Fields = Readonly<Record<string, AttributeValue>>;

/** Sorts rows into people and quarantine (R2). Two rows for one id are an error: nobody knows which one counts. */
export function readPeople(users: readonly RawUser[], hasIds: boolean, types: Types): People {
  const spelling = new Map(Object.keys(types).map(name => [foldHeader(name), name]));
  const people = new Map<PersonId, Person>();
  const quarantined: Quarantined[] = [];
  const places = new Map<PersonId, string>();

  for (const { where, fields, odd } of users) {
    const named = spelled(fields, spelling);
    const id = odd === undefined ? idOf(named, hasIds) : undefined;
    if (id === undefined) {
      quarantined.push({ where, problem: odd ?? `${hasIds ? 'id' : 'login'} is missing` });
      continue;
    }
    const before = places.get(id);
    if (before !== undefined)
      throw fileProblem(where, `${id} is there already, at ${before}`, 'Take one of the two out; nothing was believed.');
    places.set(id, where);

    const read = personOf(id, named, types);
    if (typeof read === 'string') quarantined.push({ id, where, problem: read });
    else people.set(id, read);
  }
  return { people, quarantined };
}

/** Fields under the names that expressions use, however the file writes them. */
const spelled = (fields: Fields, spelling: ReadonlyMap<string, string>): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [spelling.get(foldHeader(name)) ?? name, value]));

/** Without ids in the file the login stands in, so that a changed login looks like one who left and one who joined. */
function idOf(fields: Fields, hasIds: boolean): PersonId | undefined {
  const text = String((hasIds ? fields.id : fields.login) ?? '').trim();
  return text === '' ? undefined : personId(hasIds ? text : nameKey(text));
}

/** The person, or what is wrong with the row. */
function personOf(id: PersonId, fields: Fields, types: Types): Person | string {
  const entries: [string, AttributeValue][] = [];
  for (const [name, value] of Object.entries(fields)) {
    const attribute = attributeOf(value, Object.hasOwn(types, name) ? types[name] : undefined); // a column may be called `constructor`
    if (attribute.kind === 'unfit') return `${name} is not ${attribute.wanted}`;
    entries.push([name, attribute.value]);
  }
  const attributes: Attributes = { ...Object.fromEntries(entries), id };
  const text = (name: string) => String(attributes[name] ?? '');
  if (text('login') === '') return 'login is missing';
  return {
    id,
    login: text('login'),
    email: text('email'),
    displayName: text('displayName') || [text('firstName'), text('lastName')].filter(Boolean).join(' '),
    standing: attributes.active === false ? { kind: 'inactive', status: 'inactive' } : { kind: 'active' },
    attributes: { ...attributes, active: attributes.active !== false },
  };
}
