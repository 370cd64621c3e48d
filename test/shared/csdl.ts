import { z } from 'zod';
import { beside } from './beside.js';

const Property = z.object({ type: z.string(), collection: z.boolean().default(false), nullable: z.boolean().default(true) });
type Property = z.output<typeof Property>;
const Type = z.object({
  baseType: z.string().nullable(),
  properties: z.record(z.string(), Property),
  navigation: z.record(z.string(), z.object({ type: z.string(), collection: z.boolean() })).default({}),
});
const Document = z.object({
  entityTypes: z.record(z.string(), Type),
  complexTypes: z.record(z.string(), Type),
  entitySets: z.record(z.string(), z.string()),
});

/** The vendor's metadata, in the form that it was turned into: which types, properties and ways there are. */
export interface Csdl {
  /** the type that a path below /v1.0 ends at, and whether it is a list; undefined: there is no such way */
  at(path: string): { readonly type: string; readonly isList: boolean } | undefined;
  property(type: string, name: string): Property | undefined;
  /** what is wrong with a value of this type; each departure once */
  departures(type: string, value: unknown, place: string): readonly string[];
}

export async function openCsdl(file: string): Promise<Csdl> {
  const { entityTypes, complexTypes, entitySets } = Document.parse(JSON.parse(await beside(file)));
  const typeOf = (name: string) => entityTypes[short(name)] ?? complexTypes[short(name)];

  const inherited = <T>(name: string, pick: (type: z.output<typeof Type>) => T | undefined): T | undefined => {
    const type = typeOf(name);
    if (type === undefined) return undefined;
    return pick(type) ?? (type.baseType === null ? undefined : inherited(type.baseType, pick));
  };
  const property = (type: string, name: string) => inherited(type, ({ properties }) => properties[name]);

  function departures(type: string, value: unknown, place: string): readonly string[] {
    if (type.startsWith('Edm.')) return isPrimitive(type, value) ? [] : [`${place} is no ${type}`];
    if (typeof value !== 'object' || value === null) return [`${place} is no object`];
    return Object.entries(value).flatMap(([name, inside]) => {
      if (name.startsWith('@odata.') || /^extension_[0-9a-f]{32}_/.test(name)) return [];
      const found = property(type, name);
      const here = `${place}.${name}`;
      if (found === undefined) return [`${here} is not in ${short(type)}`];
      if (inside === null) return found.nullable ? [] : [`${here} is never null`];
      if (!found.collection) return departures(found.type, inside, here);
      return Array.isArray(inside) ? inside.flatMap(one => departures(found.type, one, `${here}[]`)) : [`${here} is no list`];
    });
  }

  return {
    property,
    departures,
    at(path) {
      const [set = '', ...steps] = path.replace(/\(appId='[^']*'\)/, '/key').split('/');
      const first = entitySets[set];
      let here = first === undefined ? undefined : { type: first, isList: true };
      for (const step of steps) {
        if (here === undefined) return undefined;
        const way = inherited(here.type, ({ navigation }) => navigation[step]);
        if (step.startsWith('microsoft.graph.')) here = typeOf(step) === undefined ? undefined : { ...here, type: step };
        else if (here.isList) here = { ...here, isList: false };
        else here = way === undefined ? undefined : { type: way.type, isList: way.collection };
      }
      return here;
    },
  };
}

const short = (name: string) => name.replace(/^(microsoft\.)?graph\./, '');

function isPrimitive(type: string, value: unknown): boolean {
  switch (type) {
    case 'Edm.Boolean':
      return typeof value === 'boolean';
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Double':
      return typeof value === 'number';
    case 'Edm.DateTimeOffset':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    default:
      return typeof value === 'string';
  }
}
