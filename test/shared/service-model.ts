import { z } from 'zod';
import { beside } from './beside.js';
import type { Exchange } from './wire.js';

/** AWS's own description of a service, as its SDKs are made from it. */
const Member = z.object({ shape: z.string() });
const Shape = z.object({
  type: z.enum(['structure', 'list', 'map', 'string', 'integer', 'boolean', 'timestamp']),
  members: z.record(z.string(), Member).default({}),
  required: z.array(z.string()).default([]),
  member: Member.optional(),
  ...{ key: Member.optional(), value: Member.optional() },
  ...{ min: z.number().optional(), max: z.number().optional(), pattern: z.string().optional() },
  enum: z.array(z.string()).optional(),
  ...{ union: z.boolean().default(false), document: z.boolean().default(false) },
});
type Shape = z.output<typeof Shape>;
const Model = z.object({
  metadata: z.object({ targetPrefix: z.string(), jsonVersion: z.string() }),
  operations: z.record(z.string(), z.object({ input: Member, output: Member, errors: z.array(Member).default([]) })),
  shapes: z.record(z.string(), Shape),
});
type Model = z.output<typeof Model>;

export const readModel = async (file: string): Promise<Model> => Model.parse(JSON.parse(await beside(`specs/${file}`)));

/** Where a request or an answer is not as the model of its service has it, each as `Operation: what`. Whose service it is, its target says. */
export function departuresFrom(models: readonly Model[], exchange: Exchange): readonly string[] {
  const [prefix, operation = ''] = String(exchange.requestHeaders['x-amz-target']).split('.');
  const model = models.find(({ metadata }) => metadata.targetPrefix === prefix);
  const known = model?.operations[operation];
  if (model === undefined || known === undefined) return [`${prefix}.${operation} is no operation`];
  return [
    ...envelope(model, exchange),
    ...against(model, known.input.shape, exchange.requestBody, 'request'),
    ...(exchange.status === 200
      ? against(model, known.output.shape, exchange.body, 'answer')
      : refusal(
          model,
          known.errors.map(({ shape }) => shape),
          exchange,
        )),
  ].map(what => `${operation}: ${what}`);
}

function envelope({ metadata }: Model, { method, url, requestHeaders, headers }: Exchange): readonly string[] {
  const type = `application/x-amz-json-${metadata.jsonVersion}`;
  return [
    ...(method === 'POST' && url === '/' ? [] : [`request: ${method} ${url}`]),
    ...(requestHeaders['content-type'] === type ? [] : [`request: is ${requestHeaders['content-type']}`]),
    ...(headers['content-type'] === type ? [] : [`answer: is ${headers['content-type']}`]),
  ];
}

const Refusal = z.looseObject({ __type: z.string() });

function refusal(model: Model, errors: readonly string[], { status, body }: Exchange): readonly string[] {
  const { data } = Refusal.safeParse(body);
  if (data === undefined) return [`answer ${status}: has no type`];
  const { __type, ...members } = data;
  const type = __type.replace(/^.*#/, '');
  return errors.includes(type) ? against(model, type, members, `answer ${type}`) : [`answer ${type}: is not declared`];
}

function against(model: Model, name: string, value: unknown, at: string): readonly string[] {
  const shape = model.shapes[name];
  if (shape === undefined) return [`${at}: the model lacks ${name}`];
  if (shape.document) return [];
  switch (shape.type) {
    case 'structure':
      return structure(model, shape, value, at);
    case 'list':
      return Array.isArray(value)
        ? [...size(shape, value.length, at), ...value.flatMap(each => against(model, shape.member?.shape ?? '', each, `${at}[]`))]
        : [`${at}: is no list`];
    case 'map':
      return typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, each]) => [
            ...against(model, shape.key?.shape ?? '', key, `${at}.<key>`),
            ...against(model, shape.value?.shape ?? '', each, `${at}.<value>`),
          ])
        : [`${at}: is no map`];
    case 'string':
      return text(shape, value, at);
    case 'integer':
      return Number.isInteger(value) ? size(shape, Number(value), at) : [`${at}: is no integer`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at}: is no boolean`];
    case 'timestamp':
      return typeof value === 'number' ? [] : [`${at}: is no time`];
  }
}

function structure(model: Model, shape: Shape, value: unknown, at: string): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: is no object`];
  const entries = Object.entries(value);
  return [
    ...shape.required.filter(name => !Object.hasOwn(value, name)).map(name => `${at}: lacks ${name}`),
    ...(shape.union && entries.length !== 1 ? [`${at}: has ${entries.length} of which it may have one`] : []),
    ...entries.flatMap(([name, each]) => {
      const member = shape.members[name];
      return member === undefined ? [`${at}.${name}: is not declared`] : against(model, member.shape, each, `${at}.${name}`);
    }),
  ];
}

function text(shape: Shape, value: unknown, at: string): readonly string[] {
  if (typeof value !== 'string') return [`${at}: is no text`];
  const isMatched = shape.pattern === undefined || new RegExp(`^(?:${shape.pattern})$`, 'u').test(value);
  const isListed = shape.enum === undefined || shape.enum.includes(value);
  return [...size(shape, value.length, at), ...(isMatched && isListed ? [] : [`${at}: may not be ${JSON.stringify(value)}`])];
}

const size = ({ min = 0, max = Number.POSITIVE_INFINITY }: Shape, count: number, at: string): readonly string[] =>
  count < min || count > max ? [`${at}: ${count} is not within ${min} and ${max}`] : [];
