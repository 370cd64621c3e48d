import { z } from 'zod';

const Schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  allOf: z.array(z.unknown()).default([]),
  anyOf: z.array(z.unknown()).default([]),
  oneOf: z.array(z.unknown()).default([]),
  'x-okta-extensible': z.boolean().default(false),
});
type Schema = z.output<typeof Schema>;

/**
 * The properties of a value that its schema does not name, as paths (`values[].name`). JSON Schema lets them pass; here they
 * are what an emulator may have made up, or what a client reads without being promised it.
 */
export function undeclared(schemas: readonly unknown[], value: unknown, path = ''): string[] {
  const all = schemas.flatMap(flat);
  if (Array.isArray(value))
    return unique(
      value.flatMap(item =>
        undeclared(
          all.map(({ items }) => items),
          item,
          `${path}[].`,
        ),
      ),
    );
  if (typeof value !== 'object' || value === null || !all.some(isClosed) || all.some(isExtensible)) return [];
  return unique(
    Object.entries(value).flatMap(([name, inner]) => {
      const named = all.flatMap(({ properties }) => (properties?.[name] === undefined ? [] : [properties[name]]));
      if (named.length > 0) return undeclared(named, inner, `${path}${name}.`);
      const others = all.flatMap(({ additionalProperties }) => (additionalProperties ? [additionalProperties] : []));
      return others.length > 0 ? undeclared(others, inner, `${path}<key>.`) : [`${path}${name}`];
    }),
  );
}

/** A schema, and those that it is composed of. */
function flat(schema: unknown): Schema[] {
  const { data } = Schema.safeParse(schema);
  return data === undefined ? [] : [data, ...[...data.allOf, ...data.anyOf, ...data.oneOf].flatMap(flat)];
}

/** An object without any named property is one that the document leaves open. */
const isClosed = ({ properties, additionalProperties }: Schema) =>
  Object.keys(properties ?? {}).length > 0 || (typeof additionalProperties === 'object' && additionalProperties !== null);

/** Okta's own word for: custom attributes sit beside these. */
const isExtensible = (schema: Schema) => schema['x-okta-extensible'];

const unique = (paths: readonly string[]) => [...new Set(paths.map(path => path.replaceAll('.[]', '[]')))];
