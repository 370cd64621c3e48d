import { z } from 'zod';
import { AccessDenied, type SyncError, UnexpectedReply } from '../../errors.js';
import { signedAssertion } from '../../http/assertion.js';
import { fetchToken } from '../../http/bearer.js';
import type { Http, HttpReply } from '../../http/client.js';
import type { Token } from '../../http/tokens.js';
import type { Quota } from '../quota.js';
import { withinQuota } from '../within-quota.js';
import type { GoogleSettings } from './settings.js';

const AUTH = 'https://www.googleapis.com/auth/admin.directory';

/** The least that opens what we read: the second one opens members too (discovery document, 2026-09). */
const SCOPES = [`${AUTH}.user.readonly`, `${AUTH}.group.readonly`] as const;

export interface SignIn extends Pick<GoogleSettings, 'account' | 'admin' | 'tokenUrl'> {
  readonly name: string;
  readonly http: Http;
  readonly quota: Quota;
  /** milliseconds since 1970 */
  readonly time: () => number;
}

/** One scope that is not authorised spoils all, or the service account is not authorised for anything. */
class Unauthorised extends AccessDenied {}

/** An access token of the service account, standing for the administrator. Which scope is missing Google does not say: each is asked for alone. */
export async function signedIn(signIn: SignIn, signal: AbortSignal): Promise<Token> {
  try {
    return await ask(signIn, SCOPES, signal);
  } catch (error) {
    if (!(error instanceof Unauthorised)) throw error;
    const missing: string[] = [];
    for (const scope of SCOPES) if (!(await isAuthorised(signIn, scope, signal))) missing.push(scope);
    throw notAuthorised(signIn, missing.length === 0 ? SCOPES : missing);
  }
}

async function isAuthorised(signIn: SignIn, scope: string, signal: AbortSignal): Promise<boolean> {
  try {
    await ask(signIn, [scope], signal);
    return true;
  } catch (error) {
    if (error instanceof Unauthorised) return false;
    throw error;
  }
}

async function ask(signIn: SignIn, scopes: readonly string[], signal: AbortSignal): Promise<Token> {
  const { http, quota, account, admin, tokenUrl, time } = signIn;
  const assertion = await signedAssertion(account.signing, {
    ...{ issuer: account.email, subject: admin, audience: tokenUrl, nowSeconds: Math.floor(time() / 1000) },
    more: { scope: scopes.join(' ') },
  });
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  const hint = "Check any proxy in between, and `token_uri` in the service account's key file.";
  const refused = (reply: HttpReply, said: string) => refusal(signIn, reply, said, hint);
  return fetchToken(withinQuota(http, quota), { path: new URL(tokenUrl).pathname, form, refused, hint }, signal);
}

const OAuthError = z.object({ error: z.string() });

/** Which of the few errors it is only its words tell; so an unknown one gets the general advice (google.md §5, 2026-09: wording unsure). */
function refusal({ name, account, admin, time }: SignIn, reply: HttpReply, said: string, elsewhere: string): SyncError {
  const { data } = OAuthError.safeParse(reply.body);
  if (data === undefined)
    return new UnexpectedReply(
      `Something that is not Google's token endpoint answered ${reply.status} at ${new URL(reply.url).host}`,
      elsewhere,
    );
  const denied = (what: string, hint: string) => new AccessDenied(`${name}: ${what} (${said})`, hint);
  if (data.error === 'unauthorized_client') return new Unauthorised(said, elsewhere);
  if (/signature/i.test(said))
    return denied(
      `the key ${account.signing.kid} is none of ${account.email}`,
      'It was deleted or switched off. Make a new key for the service account, and give that file.',
    );
  if (/reasonable timeframe|\biat\b|\bexp\b/i.test(said))
    return denied(
      "what we signed is not valid at Google's time",
      `Set the clock of this machine by NTP.${clockRemark(reply, time())}`,
    );
  if (/email or user id/i.test(said))
    return denied(`Google knows no user ${admin}`, '`admin` is the primary address of an administrator, who is not suspended.');
  if (/account not found/i.test(said))
    return denied(`Google knows no service account ${account.email}`, 'It was deleted. Make another one, as in docs/google.md.');
  return denied(
    `Google gives ${account.email} no access token for ${admin}`,
    'Is the service account switched on, and authorised by domain-wide delegation? See docs/google.md.',
  );
}

const notAuthorised = ({ name, account }: SignIn, missing: readonly string[]) =>
  new AccessDenied(
    `${name}: the service account ${account.email} is not authorised for ${missing.join(' and ')} (unauthorized_client)`,
    `Add ${missing.length === 1 ? 'it' : 'both'} to the client ${account.clientId}: Admin console > Security > API controls > Domain-wide delegation. That can take some minutes, rarely a day.`,
  );

function clockRemark({ headers: { date } }: HttpReply, now: number): string {
  const minutes = Math.round((Date.parse(typeof date === 'string' ? date : '') - now) / 60_000);
  if (!(Math.abs(minutes) >= 1)) return '';
  return ` It is ${Math.abs(minutes)} min ${minutes > 0 ? 'behind' : 'ahead of'} Google's.`;
}
