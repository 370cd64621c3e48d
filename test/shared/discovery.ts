import { z } from 'zod';

const Parameter = z.looseObject({
  ...{ type: z.string(), location: z.enum(['query', 'path']), required: z.boolean().default(false) },
  ...{ minimum: z.string().optional(), maximum: z.string().optional(), enum: z.array(z.string()).optional() },
  repeated: z.boolean().default(false),
});
type Parameter = z.output<typeof Parameter>;

const Method = z.object({
  id: z.string(),
  httpMethod: z.string(),
  flatPath: z.string(),
  parameters: z.record(z.string(), Parameter).default({}),
  response: z.object({ $ref: z.string() }).optional(),
});
type Method = z.output<typeof Method>;

const Resource = z.object({ methods: z.record(z.string(), Method).default({}) });
const Discovery = z.object({
  ...{ title: z.string(), version: z.string() },
  parameters: z
    .record(z.string(), Parameter.omit({ required: true }))
    .transform(all => z.record(z.string(), Parameter).parse(all)),
  resources: z.record(z.string(), Resource),
  schemas: z.record(z.string(), z.unknown()),
});

export const isDiscovery = (document: unknown): boolean =>
  z.looseObject({ discoveryVersion: z.string() }).safeParse(document).success;

/** A discovery document of a Google API, as OpenAPI 3 says the same. It declares no answer but the good one. */
export function discoveryAsOpenApi(document: unknown) {
  const { title, version, parameters, resources, schemas } = Discovery.parse(document);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { methods } of Object.values(resources))
    for (const method of Object.values(methods)) {
      const path = `/${method.flatPath}`;
      paths[path] = { ...paths[path], [method.httpMethod.toLowerCase()]: operation(method, parameters) };
    }
  const moved = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, asSchema(schema)]));
  return { openapi: '3.0.3', info: { title, version }, paths, components: { schemas: moved } };
}

function operation({ id, parameters, response }: Method, common: Readonly<Record<string, Parameter>>) {
  const schema = response === undefined ? {} : { $ref: `#/components/schemas/${response.$ref}` };
  return {
    operationId: id,
    parameters: Object.entries({ ...common, ...parameters }).map(([name, parameter]) => ({
      ...{ name, in: parameter.location, required: parameter.required || parameter.location === 'path' },
      schema: typeOf(parameter),
    })),
    responses: { 200: { description: 'a good answer', content: { 'application/json': { schema } } } },
  };
}

/** Bounds are written as texts. */
const typeOf = ({ type, minimum, maximum, enum: values }: Parameter) => ({
  ...{ type, ...(values !== undefined && { enum: values }) },
  ...(minimum !== undefined && { minimum: Number(minimum) }),
  ...(maximum !== undefined && { maximum: Number(maximum) }),
});

/** `any` is everything; references name a schema alone; 64-bit numbers are texts, as the type says already. */
function asSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).flatMap(([name, value]): [string, unknown][] => {
    if (name === '$ref') return [[name, `#/components/schemas/${value}`]];
    if (['id', 'annotations', 'default', 'enumDescriptions'].includes(name) && typeof value !== 'object') return [];
    if (['annotations', 'enumDescriptions', 'readOnly'].includes(name) || (name === 'type' && value === 'any')) return [];
    if (name === 'format' && value === 'int64') return [];
    return [[name, asSchema(value)]];
  });
  return Object.fromEntries(entries);
}
