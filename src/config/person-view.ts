import type { AttributeValue, Person } from '../model/directory.js';
import type { AttributeType } from '../sources/source.js';

/** How an attribute's type is called in CEL. Numbers are `dyn`: whole ones are int, others double. */
export const celTypes = { string: 'string', boolean: 'bool', list: 'list', number: 'dyn' } as const satisfies Record<
  AttributeType,
  string
>;

export type AttributeTypes = Readonly<Record<string, AttributeType>>;

const own = { id: 'string', login: 'string', email: 'string', displayName: 'string' } as const;
export const withOwnAttributes = (types: AttributeTypes): AttributeTypes => ({ ...types, ...own });

/** The attribute is there, but not of the type that the config or the kind of source declares. */
class AttributeMismatch extends Error {
  override readonly name = 'AttributeMismatch';
}

/**
 * The class of `user` in expressions. A Map, because that is what cel-js asks for fields by name without looking at
 * prototypes; `get` reads the person, so nothing is copied.
 */
export function personViewClass(types: AttributeTypes) {
  return class PersonView extends Map<string, unknown> {
    readonly #person: Person;

    constructor(person: Person) {
      super();
      this.#person = person;
    }

    override get(name: string): unknown {
      const type = Object.hasOwn(types, name) ? types[name] : undefined;
      return type === undefined ? undefined : typed(name, type, attributeOf(this.#person, name));
    }
  };
}

/** What the source has of a person under that name; undefined: nothing. */
export function attributeOf(person: Person, name: string): AttributeValue | undefined {
  if (name === 'id' || name === 'login' || name === 'email' || name === 'displayName') return person[name];
  return Object.hasOwn(person.attributes, name) ? person.attributes[name] : undefined;
}

/** Absent and null read as '', [] or false (DESIGN §3); a number that is absent stays null. */
function typed(name: string, type: AttributeType, value: AttributeValue | undefined): unknown {
  const isAbsent = value === undefined || value === null;
  switch (type) {
    case 'string':
      if (isAbsent) return '';
      if (typeof value === 'object') break;
      return String(value);
    case 'boolean':
      if (isAbsent) return false;
      if (typeof value !== 'boolean') break;
      return value;
    case 'list':
      if (isAbsent) return [];
      if (!Array.isArray(value)) break;
      return value.map(inCel);
    case 'number':
      return isAbsent ? null : inCel(value);
  }
  const actual = Array.isArray(value) ? 'list' : typeof value;
  throw new AttributeMismatch(`user.${name} is a ${actual} at the source, and not a ${type}`);
}

const inCel = (value: AttributeValue): unknown => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  return Array.isArray(value) ? value.map(inCel) : value;
};
