import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AwsFailure } from './failure.js';
import { meddle } from './mischief.js';
import { type Call, operations } from './operations.js';
import { type AwsKeys, regionOf } from './signature.js';

export interface Served extends Omit<Call, 'input' | 'call' | 'isHome'> {
  readonly keys: AwsKeys;
  readonly region: string;
  /** actions that our identity lacks, as in `identitystore:ListUsers` */
  readonly denied: readonly string[];
  /** before the name of an error: which services send one is unsure (aws.md §5) */
  readonly namespace: string;
  /** throws where too much was asked of late */
  readonly limit: () => void;
  readonly now: () => Date;
}

/** Everything is `POST /`; which operation is meant stands in a header (aws.md §1, 2026-11). */
export function serve(app: FastifyInstance, served: Served): void {
  app.post('/', (request, reply) =>
    reply
      .type(JSON_1_1)
      .header('x-amzn-requestid', randomUUID())
      .send(Buffer.from(answer(request, served))),
  );
  app.setErrorHandler((error, _, reply) => {
    const failure = error instanceof AwsFailure ? error : new AwsFailure('InternalFailure', String(error), {}, 500);
    const { type, status } = failure;
    return reply
      .code(status)
      .type(JSON_1_1)
      .headers({ 'x-amzn-requestid': randomUUID(), 'x-amzn-errortype': type })
      .send(Buffer.from(JSON.stringify(failure.body(served.namespace)))); // fastify adds a charset to texts
  });
}

const JSON_1_1 = 'application/x-amz-json-1.1';

function answer(request: FastifyRequest, served: Served): string {
  const target = String(request.headers['x-amz-target']);
  const [prefix, operation = ''] = target.split('.');
  const service = prefix === 'SWBExternalService' ? 'sso' : 'identitystore';
  const body = typeof request.body === 'string' ? request.body : '';
  const region = regionOf({ headers: request.headers, body }, service, served.keys, served.now());
  const operate = operations[target];
  if (operate === undefined || request.headers['content-type'] !== JSON_1_1)
    throw new AwsFailure('UnknownOperationException', '');
  const input: unknown = JSON.parse(body);
  const call = `${operation} ${JSON.stringify(input)}`;
  if (service === 'identitystore') served.limit();
  if (served.denied.includes(`${service}:${operation}`)) throw deniedFor(`${service}:${operation}`, served.store.id);
  meddle(served.mischief, call);
  return JSON.stringify(operate({ ...served, input: Object(input), call, isHome: region === served.region }));
}

/** In AWS's words (seen in public issues, 2026-11). */
const deniedFor = (action: string, store: string) =>
  new AwsFailure(
    'AccessDeniedException',
    `User: arn:aws:iam::111122223333:user/rollcall is not authorized to perform: ${action} on resource: ` +
      `arn:aws:identitystore::111122223333:identitystore/${store} because no identity-based policy allows the ${action} action`,
  );
