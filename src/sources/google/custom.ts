import { z } from 'zod';
import type { Attributes, AttributeValue } from '../../model/directory.js';
import type { AttributeType } from '../source.js';
import type { GoogleSettings, Place } from './settings.js';

type Schemas = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Declared = GoogleSettings['attributes'];

/** What a query must say, so that rows have these (google.md §2, 2026-09). */
export function projectionOf(declared: Declared): Readonly<Record<string, string>> {
  const schemas = [...new Set(Object.values(declared).map(({ schema }) => schema))].toSorted();
  return schemas.length === 0 ? { projection: 'basic' } : { projection: 'custom', customFieldMask: schemas.join(',') };
}

/** The values of the declared attributes, or what is wrong with them. Pure. */
export function customOf(schemas: Schemas, declared: Declared): Attributes | string {
  const values: Record<string, AttributeValue> = {};
  for (const [name, place] of Object.entries(declared)) {
    const raw = rawAt(schemas, place);
    const value = valueIn(raw, place.type);
    if (value === undefined) return `the attribute ${name} is no ${place.type}: ${JSON.stringify(raw)}`;
    values[name] = value;
  }
  return values;
}

export const rawAt = (schemas: Schemas, { schema, field }: Place): unknown => schemas[schema]?.[field] ?? null;

const One = z.union([z.string(), z.number(), z.boolean()]);
/** A field with several values has each in an object, with a type beside it (google.md §9: not shown there; Google's guide, 2026-09). */
const Many = z.array(z.union([One, z.object({ value: One }).transform(({ value }) => value)]));

/** Numbers may come as text. undefined: it is nothing of this type. */
function valueIn(raw: unknown, type: AttributeType): AttributeValue | undefined {
  if (type === 'list')
    return raw === null ? [] : (Many.safeParse(raw).data ?? One.array().safeParse([raw]).data)?.map(String).toSorted();
  if (raw === null || raw === '') return null;
  const { data } = One.safeParse(raw);
  switch (type) {
    case 'string':
      return data === undefined ? undefined : String(data);
    case 'number':
      return data === undefined || data === true || data === false || !Number.isFinite(Number(data)) ? undefined : Number(data);
    case 'boolean':
      return data === true || data === 'true' ? true : data === false || data === 'false' ? false : undefined;
  }
}
