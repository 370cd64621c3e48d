import type { OpenAPIBackend, Operation } from 'openapi-backend';
import { z } from 'zod';
import { undeclared } from './undeclared.js';
import type { Exchange } from './wire.js';

/** How a document that declares one object is to be read: it means an array of them, or a page with them as its `values`. */
export type Shape = 'one' | 'list' | 'page';

/** An operation of a vendor's document that an exchange is one of: `GET /api/v1/users/{id}`. */
export interface Met {
  readonly operation: Operation;
  readonly name: string;
}

export function operationOf(api: OpenAPIBackend, exchange: Exchange): Met | undefined {
  const operation = api.matchOperation(requestOf(exchange));
  return operation && { operation, name: `${operation.method.toUpperCase()} ${operation.path}` };
}

/** How a request departs from what the document declares: parameters and fields that it does not know, values of other types. */
export function requestDepartures(api: OpenAPIBackend, { operation }: Met, exchange: Exchange): string[] {
  const { errors } = api.validateRequest(requestOf(exchange), operation);
  const { data } = WithBody.safeParse(operation);
  const fields = undeclared(
    Object.values(data?.requestBody.content ?? {}).map(({ schema }) => schema),
    exchange.requestBody,
  );
  return [...(errors ?? []).map(told), ...fields.map(field => `field ${field} is not declared`)].map(what => `request: ${what}`);
}

/** How an answer departs from it: a status or media type that is not declared, another shape, properties that it does not know. */
export function answerDepartures(
  api: OpenAPIBackend,
  { operation }: Met,
  exchange: Exchange,
  shape: Shape,
  withoutNulls: boolean,
) {
  const { status, headers } = exchange;
  const body = withoutNulls ? nullsDropped(exchange.body) : exchange.body;
  const declared = WithResponses.parse(operation).responses[status];
  if (declared === undefined) return [`answer ${status}: is not declared`];
  if (declared.content === undefined)
    return status < 300 && body !== undefined ? [`answer ${status}: a body is not declared`] : [];
  const media = String(headers['content-type'] ?? '').split(';')[0] ?? '';
  // some documents declare the charset too
  const schema = Object.entries(declared.content).find(([name]) => name.split(';')[0] === media)?.[1].schema;
  if (schema === undefined) return [`answer ${status}: ${media || 'no media type'} is not declared`];

  const parts = partsOf(body, shape);
  if (parts === undefined) return [`answer ${status}: is no ${shape}`];
  const errors = parts.flatMap(part => (api.validateResponse(part, operation, status).errors ?? []).map(told));
  const fields = parts.flatMap(part => undeclared([schema], part)).map(field => `${field} is not declared`);
  return [...new Set([...errors, ...fields])].map(what => `answer ${status}: ${what}`);
}

const Content = z.record(z.string(), z.looseObject({ schema: z.unknown().optional() }));
const WithBody = z.looseObject({ requestBody: z.looseObject({ content: Content }) });
const WithResponses = z.looseObject({ responses: z.record(z.string(), z.looseObject({ content: Content.optional() })) });

function partsOf(body: unknown, shape: Shape): readonly unknown[] | undefined {
  if (shape === 'one') return [body];
  const list = shape === 'list' ? body : z.looseObject({ values: z.unknown().optional() }).safeParse(body).data?.values;
  return Array.isArray(list) ? list : undefined;
}

const requestOf = ({ method, url, requestHeaders, requestBody }: Exchange) => ({
  method,
  path: url,
  headers: Object.fromEntries(
    Object.entries(requestHeaders).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
  body: requestBody,
});

type ValidationError = NonNullable<ReturnType<OpenAPIBackend['validateRequest']>['errors']>[number];

/** The same words whichever row of a list it was. */
function told({ instancePath, message = '', params }: ValidationError): string {
  const { additionalProperty } = z.looseObject({ additionalProperty: z.string().optional() }).catch({}).parse(params);
  const where = instancePath.replace(/\/\d+(?=\/|$)/g, '/*');
  return `${where} ${message}${additionalProperty === undefined ? '' : ` (${additionalProperty})`}`.trim();
}

function nullsDropped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullsDropped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, nullsDropped(inner)]])),
  );
}
