import { z } from 'zod';
import { Secret } from '../secrets.js';
import type { Path } from './complaint.js';

type AnySchema = z.core.$ZodType;

/** The settings that a schema knows at a place below it; none where it is not an object. */
export function keysAt(schema: AnySchema, path: Path): readonly string[] {
  let at: readonly AnySchema[] = [schema];
  for (const step of path) at = at.flatMap(candidate => objectsIn(candidate)).flatMap(object => childOf(object, step));
  return [...new Set(at.flatMap(candidate => objectsIn(candidate)).flatMap(object => Object.keys(shapeOf(object))))];
}

/** The settings of a connector that take a secret: those whose schema accepts a `Secret`, and not because it is an object. */
export function secretKeys(schema: AnySchema): readonly string[] {
  const probe = new Secret('probe');
  return objectsIn(schema)
    .flatMap(object => Object.entries(shapeOf(object)))
    .filter(([, field]) => z.safeParse(field, probe).success && !z.safeParse(field, {}).success)
    .map(([key]) => key);
}

/** What a schema wraps: objects, arrays and records, through defaults, transforms and unions. */
function objectsIn(schema: AnySchema): readonly AnySchema[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  )
    return objectsIn(schema.def.innerType);
  if (schema instanceof z.ZodPipe) return objectsIn(schema.def.in);
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap(option => objectsIn(option));
  return [schema];
}

const shapeOf = (schema: AnySchema): Readonly<Record<string, AnySchema>> =>
  schema instanceof z.ZodObject ? schema.def.shape : {};

function childOf(schema: AnySchema, step: string | number): readonly AnySchema[] {
  if (schema instanceof z.ZodArray) return [schema.def.element];
  if (schema instanceof z.ZodRecord) return [schema.def.valueType];
  const child = shapeOf(schema)[step];
  return child === undefined ? [] : [child];
}
