import { z } from 'zod';
import { readPrivateKey, SigningKey } from '../../http/private-key.js';
import { Secret } from '../../secrets.js';

/** What a key file of a service account says. Its key serialises as dots: a new one is no other config. */
export interface ServiceAccount {
  readonly email: string;
  /** the number that an administrator authorises scopes for */
  readonly clientId: string;
  readonly project: string;
  readonly signing: SigningKey;
  /** what no log may show */
  readonly secret: Secret;
}

export type ReadKeyFile =
  /** `tokenUri`: where access tokens are given, as the file says */
  | { readonly kind: 'key'; readonly account: ServiceAccount; readonly tokenUri: string }
  | { readonly kind: 'bad'; readonly why: string };

const KeyFile = z.object({
  type: z.literal('service_account'),
  project_id: z.string().default(''),
  private_key_id: z.string().min(1),
  private_key: z.string().min(1),
  client_email: z.string().min(1),
  client_id: z.string().default(''),
  token_uri: z.url().default('https://oauth2.googleapis.com/token'),
});

const TAKER = { name: 'Google', takes: ['RS256'], hint: '' } as const;

/** Reads the text of a key file; what is wrong with it is told without quoting any of it. */
export function readKeyFile(text: string): ReadKeyFile {
  const { data, error } = KeyFile.safeParse(parsed(text));
  if (error !== undefined) return { kind: 'bad', why: whatIsMissing(text, error) };
  const { client_email, client_id, project_id, private_key_id, token_uri, private_key } = data;
  const read = readPrivateKey(private_key, TAKER);
  if (read.kind === 'bad') return { kind: 'bad', why: `its private key cannot be used: ${read.why}` };
  const signing = new SigningKey(read.key.key, read.key.alg, private_key_id);
  const account = {
    email: client_email,
    clientId: client_id,
    project: project_id,
    signing,
    secret: new Secret(private_key.trim()),
  };
  return { kind: 'key', account, tokenUri: token_uri };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whatIsMissing(text: string, { issues }: z.ZodError): string {
  if (/^\s*-----BEGIN/.test(text)) return 'it is the private key alone; the whole JSON file is needed';
  const [first] = issues;
  if (first === undefined || first.path.length === 0)
    return text.includes('{')
      ? 'it is not the JSON text of a key file'
      : `it is not the JSON text of a key file; of a file write \${file:PATH}`;
  if (first.path[0] === 'type') return 'it is no key of a service account (its `type` must be service_account)';
  return `its \`${first.path.join('.')}\` is missing or no text`;
}
