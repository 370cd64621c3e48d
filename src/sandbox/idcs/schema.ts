export type Returned = 'always' | 'default' | 'request' | 'never';

export type AttributeType = 'string' | 'boolean' | 'integer' | 'dateTime' | 'complex';

/** What Oracle's reference says of an attribute. An extension is one, too: complex, named by its URN. */
export interface Attribute {
  name: string;
  type: AttributeType;
  returned: Returned;
  /** may stand in a filter */
  searchable: boolean;
  caseExact: boolean;
  multiValued: boolean;
  sub: Attribute[];
}

export interface ResourceSchema {
  /** of the core attributes */
  id: string;
  /** `User` */
  name: string;
  attributes: Attribute[];
}

/** `name:type*!`: a star where it is searchable, an exclamation mark where case counts. Which others are, Oracle alone knows. */
export function simple(returned: Returned, words: string): Attribute[] {
  return words.split(' ').map(word => {
    const [, name = '', type = 'string', star, exact] = /^([\w$]+)(?::(\w+))?(\*)?(!)?$/.exec(word) ?? [];
    if (!isSimple(type)) throw new Error(`${word} is not an attribute of the sandbox.`);
    return { ...plain(name, type, returned), searchable: star === '*', caseExact: exact === '!' };
  });
}

export const plain = (name: string, type: AttributeType, returned: Returned): Attribute => ({
  ...{ name, type, returned, searchable: false, caseExact: false, multiValued: false, sub: [] },
});

const isSimple = (type: string): type is Exclude<AttributeType, 'complex'> =>
  ['string', 'boolean', 'integer', 'dateTime'].includes(type);

export const complex = (name: string, returned: Returned, ...sub: Attribute[]): Attribute => ({
  ...plain(name, 'complex', returned),
  sub,
});

export const list = (name: string, returned: Returned, ...sub: Attribute[]): Attribute => ({
  ...complex(name, returned, ...sub),
  multiValued: true,
});

export const texts = (name: string, returned: Returned): Attribute => ({ ...plain(name, 'string', returned), multiValued: true });

/** An extension comes when one of its attributes does. */
export const extension = (urn: string, ...sub: Attribute[]): Attribute => complex(urn, 'default', ...sub);

export const isExtension = ({ name }: Attribute) => name.startsWith('urn:');

/** Follows `name.familyName` or `urn:…:User:locked.on`, in any case; undefined where there is none. */
export function resolve({ id, attributes }: ResourceSchema, path: string): Attribute[] | undefined {
  const lower = path.toLowerCase();
  const within = attributes.find(
    each => isExtension(each) && (lower === each.name.toLowerCase() || lower.startsWith(`${each.name.toLowerCase()}:`)),
  );
  if (within)
    return lower.length === within.name.length ? [within] : descend(within.sub, path.slice(within.name.length + 1), [within]);
  return descend(attributes, lower.startsWith(`${id.toLowerCase()}:`) ? path.slice(id.length + 1) : path, []);
}

function descend(attributes: readonly Attribute[], path: string, walked: Attribute[]): Attribute[] | undefined {
  const [first = '', ...rest] = path.split('.');
  const found = attributes.find(({ name }) => name.toLowerCase() === first.toLowerCase());
  if (found === undefined) return undefined;
  return rest.length === 0 ? [...walked, found] : descend(found.sub, rest.join('.'), [...walked, found]);
}
