import type { HttpEvent } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import {
  type IdentityCenterEmulator,
  type IdentityCenterOptions,
  startIdentityCenter,
} from '../../src/sandbox/aws-identity-center/index.js';
import { Secret } from '../../src/secrets.js';
import { awsIdentityCenter } from '../../src/sources/aws-identity-center/index.js';
import type { Source } from '../../src/sources/source.js';
import { jumping } from './jumping.js';

export interface AwsFixture extends AsyncDisposable {
  readonly aws: IdentityCenterEmulator;
  readonly source: Source;
  /** what the HTTP client would log */
  readonly logged: readonly HttpEvent[];
  /** milliseconds that were slept, on a clock that jumps */
  readonly slept: readonly number[];
}

type Overrides = Partial<{
  region: string;
  identityStoreId: string | undefined;
  profile: string;
  accessKeyId: string | undefined;
  secretAccessKey: string | undefined;
  sessionToken: string | undefined;
  app: string;
  provisionedOnly: boolean;
  attributes: Record<string, string>;
  pageSize: number;
}>;

/** An identity store in the sandbox and the source that reads it, on one clock that jumps. */
export async function awsFixture(store: IdentityCenterOptions = {}, settings: Overrides = {}): Promise<AwsFixture> {
  const { http, clock, logged, slept } = jumping(0);
  const aws = await startIdentityCenter({ ticks: clock.now, ...store });
  const { accessKeyId, secretAccessKey, sessionToken } = { ...aws.keys, ...settings };
  const own = awsIdentityCenter.settings.parse({
    ...{ region: aws.region, identityStoreId: aws.store.id, endpoint: aws.url, ...settings },
    accessKeyId: secret(accessKeyId),
    secretAccessKey: secret(secretAccessKey),
    sessionToken: secret(sessionToken),
  });
  return {
    ...{ aws, logged, slept, source: awsIdentityCenter.create(sourceName('aws'), own, http) },
    [Symbol.asyncDispose]: () => aws.close(),
  };
}

const secret = (text: string | undefined) => (text === undefined ? undefined : new Secret(text));

export const company: IdentityCenterOptions = {
  users: ['ann', 'bob', { id: 'cid', email: 'cid@example.com', enabled: false }],
  groups: { Engineering: ['ann', 'bob'], Sales: ['bob'] },
};
