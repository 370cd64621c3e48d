import { z } from 'zod';

const Schema = z.unknown();
const Parameter = z.discriminatedUnion('in', [
  z.object({ in: z.literal('query'), name: z.string(), required: z.boolean().optional(), type: z.string() }),
  z.object({ in: z.literal('body'), name: z.string(), schema: Schema }),
]);
const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(Parameter).default([]),
  responses: z.record(z.string(), z.object({ description: z.string(), schema: Schema.optional() })),
});
const Swagger = z.object({
  swagger: z.literal('2.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  definitions: z.record(z.string(), Schema),
});

/** A Swagger 2.0 document whose requests and answers are JSON with parameters in the query, as OpenAPI 3 says the same. */
export function asOpenApi(document: unknown) {
  const { info, paths, definitions } = Swagger.parse(document);
  return {
    openapi: '3.0.3',
    info: { title: info.title, version: info.version },
    paths: mapped(paths, operations => mapped(operations, operation)),
    components: { schemas: mapped(definitions, moved) },
  };
}

function operation({ operationId, parameters, responses }: z.output<typeof Operation>) {
  const body = parameters.find(parameter => parameter.in === 'body');
  return {
    operationId,
    parameters: parameters.flatMap(parameter =>
      parameter.in === 'query'
        ? [{ in: 'query', name: parameter.name, required: parameter.required === true, schema: { type: parameter.type } }]
        : [],
    ),
    ...(body && { requestBody: { content: json(body.schema) } }),
    responses: mapped(responses, ({ description, schema }) => ({
      description,
      ...(schema !== undefined && { content: json(schema) }),
    })),
  };
}

const json = (schema: unknown) => ({ 'application/json': { schema: moved(schema) } });

const mapped = <T, U>(record: Readonly<Record<string, T>>, to: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));

/** References lead to where OpenAPI 3 keeps its schemas. */
const moved = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"#/components/schemas/'));
