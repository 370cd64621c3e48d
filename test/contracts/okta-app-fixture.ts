import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { sourceName } from '../../src/model/ids.js';
import { type OktaEmulator, type OktaOptions, type ServiceAppInput, startOkta } from '../../src/sandbox/okta/index.js';
import { Secret } from '../../src/secrets.js';
import { okta } from '../../src/sources/okta/index.js';
import { OktaSettings } from '../../src/sources/okta/settings.js';
import type { Source } from '../../src/sources/source.js';
import { quickHttp } from './okta-fixture.js';

/** A key as an admin has it: PEM, JWK text, and the public half that the app knows. */
export function keyPair(kind: 'rsa' | 'P-256' | 'P-384' = 'P-256', kid = 'key-1') {
  const { privateKey, publicKey } =
    kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: kind });
  return {
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    jwk: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid }),
    public: { ...publicKey.export({ format: 'jwk' }), kid },
  };
}

export type TestKey = ReturnType<typeof keyPair>;

/** One for all tests that need any: making keys takes time. */
export const anyKey = keyPair();

export interface AppFixture extends AsyncDisposable {
  readonly okta: OktaEmulator;
  readonly source: Source;
  readonly slept: readonly number[];
  /** the requests to the token endpoint */
  tokenRequests(): readonly Asked[];
  /** the requests to the API */
  apiRequests(): readonly Asked[];
}

export interface Asked {
  readonly status: number | undefined;
  readonly url: string;
  readonly scheme: string | undefined;
  readonly form: Readonly<Record<string, unknown>>;
  /** header and claims of the assertion, and of the proof */
  readonly assertion: Readonly<Record<string, unknown>>;
  readonly proof: Readonly<Record<string, unknown>> | undefined;
}

export interface AppTerms {
  /** the app as it is registered */
  readonly app?: Partial<ServiceAppInput>;
  readonly org?: OktaOptions;
  /** what the config says, besides url, clientId and privateKey */
  readonly settings?: Record<string, unknown>;
}

export const CLIENT_ID = '0oaServiceApp';

/** An org with ann, bob and a suspended cid in two groups, a service app, and the source that signs in as it. */
export async function appFixture({ app, org, settings }: AppTerms = {}): Promise<AppFixture> {
  const emulator = await startOkta({
    everyone: false,
    users: ['ann', 'bob', { id: 'cid', status: 'SUSPENDED', login: 'cid@example.com' }],
    groups: { Engineering: ['ann', 'bob'], Sales: ['bob'] },
    ...org,
    oauth: { ...org?.oauth, serviceApps: [{ clientId: CLIENT_ID, keys: [anyKey.public], ...app }] },
  });
  const http = quickHttp({ limits: { maxAttempts: 3 } });
  const written = { url: emulator.url, clientId: CLIENT_ID, privateKey: new Secret(anyKey.jwk), ...settings };
  const source = okta.create(sourceName('okta'), OktaSettings.parse(written), http);
  const asked = (isToken: boolean) => emulator.requests.filter(({ url }) => url.startsWith('/oauth2/') === isToken).map(asAsked);
  return {
    okta: emulator,
    source,
    slept: http.slept,
    tokenRequests: () => asked(true),
    apiRequests: () => asked(false),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

function asAsked({ status, url, headers, body }: OktaEmulator['requests'][number]): Asked {
  const form = typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {};
  const scheme = String(headers.authorization ?? '').split(' ')[0];
  const { client_assertion: assertion } = form;
  const proof = typeof headers.dpop === 'string' ? opened(headers.dpop) : undefined;
  return { status, url, form, scheme, assertion: typeof assertion === 'string' ? opened(assertion) : {}, proof };
}

const opened = (jwt: string) => ({ ...decodeProtectedHeader(jwt), ...decodeJwt(jwt) });

export const everything = { group: () => true };
export const options = () => ({ signal: new AbortController().signal });

export const loginsOf = async ({ source }: AppFixture) =>
  [...(await source.pull(everything, options())).people.keys()].toSorted();
