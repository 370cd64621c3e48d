import { z } from 'zod';
import { AccessDenied } from '../../errors.js';
import type { Attempt } from '../../http/client.js';
import { oneLine } from '../../http/vendor-message.js';
import { type Credential, nameOf } from './credential.js';
import type { AwsSettings } from './settings.js';

/**
 * The SDK builds the requests, finds the credential and signs each attempt; our own client sends them, retries, and keeps the pace. So
 * its middleware ends before its retries, its signing and its reading begin: rows stay raw, and no field is lost to an old SDK (Gotcha 1).
 */

/** What the SDK made of a command: its body, as JSON, and the headers that say what it is. */
export interface Built {
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}

/** What a client of the SDK has for signing. */
interface Signing {
  readonly config: {
    readonly credentials: () => Promise<{ readonly accessKeyId: string }>;
    readonly signer: () => Promise<{ sign(request: Signable): Promise<Pick<Signable, 'headers'>> }>;
  };
}

interface Signable {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
}

/**
 * Every setting, explicitly: what is left out the SDK takes from AWS_* and its shared files (endpoints, retries, FIPS …). What it still
 * finds by itself is the credential, where the config names none.
 */
export const clientSettings = ({ region, credential }: Pick<AwsSettings, 'region' | 'credential'>, endpoint: string) => ({
  ...{ region, endpoint, useFipsEndpoint: false, useDualstackEndpoint: false, maxAttempts: 1, retryMode: 'standard' },
  ...{ defaultsMode: 'standard' as const, userAgentAppId: '', authSchemePreference: [], requestHandler: { handle: neverSent } },
  ...(credential.kind === 'profile' && { profile: credential.profile }),
  ...(credential.kind === 'keys' && { credentials: keysOf(credential) }),
});

const keysOf =
  ({ accessKeyId, secretAccessKey, sessionToken }: Extract<Credential, { kind: 'keys' }>) =>
  async () => ({
    accessKeyId: accessKeyId.open(),
    secretAccessKey: secretAccessKey.open(),
    ...(sessionToken !== undefined && { sessionToken: sessionToken.open() }),
  });

const neverSent = async (): Promise<never> => {
  throw new Error("the SDK sent a request past rollcall's HTTP client");
};

/** Building needs no credential, but the SDK asks for one: what it gets is never sent. */
export const PLACEHOLDER = { accessKeyId: 'not-the-key', secretAccessKey: 'not-the-secret' };

/** Stands behind the SDK's serializer: gives back the request that it made. */
export const capture = async ({ request }: { readonly request?: unknown }) => {
  const output = { $metadata: {}, request };
  return { response: undefined, output };
};
export const ONCE_SERIALIZED = { step: 'serialize', priority: 'low', name: 'capture' } as const;

const Captured = z.object({
  request: z.object({
    headers: z.object({ 'content-type': z.string(), 'x-amz-target': z.string() }),
    body: z.union([z.string(), z.instanceof(Uint8Array).transform(bytes => new TextDecoder().decode(bytes))]),
  }),
});

export function builtOf(captured: unknown): Built {
  const { headers, body } = Captured.parse(captured).request;
  return { headers, json: JSON.parse(body) };
}

/** The headers that sign an attempt, made for the very text that is sent. */
export async function signed(
  { config }: Signing,
  credential: Credential,
  { method, url, headers = {}, json }: Attempt,
): Promise<Readonly<Record<string, string>>> {
  await accessKeyOf({ config }, credential); // so that only what is wrong with the credential is told as such
  const { protocol, hostname, port, host, pathname } = new URL(url);
  const signer = await config.signer();
  const request = await signer.sign({
    ...{ method, protocol, hostname, ...(port !== '' && { port: Number(port) }), path: pathname, query: {} },
    ...{ headers: { ...headers, host }, body: JSON.stringify(json) },
  });
  return Object.fromEntries(Object.entries(request.headers).filter(([name]) => /^(authorization|x-amz-(?!target))/i.test(name)));
}

/** The id of the key that signs, which is no secret. */
export async function accessKeyOf({ config }: Signing, credential: Credential): Promise<string> {
  try {
    return (await config.credentials()).accessKeyId;
  } catch (cause) {
    const said = oneLine(cause instanceof Error ? cause.message : String(cause));
    throw new AccessDenied(
      `There is no AWS credential: ${nameOf(credential)} gives none${said === '' ? '' : ` (${said})`}`,
      'Give rollcall a role, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a `profile` (`aws sso login` renews one), or accessKeyId and secretAccessKey in the config.',
      { cause: new Error(said) },
    );
  }
}
