import { z } from 'zod';
import { AccessDenied, UnexpectedReply } from '../../../errors.js';
import type { HttpReply } from '../../../http/client.js';
import { oneLine } from '../../../http/vendor-message.js';
import type { ServiceAppCredential } from '../credential.js';

/** Why there is no token, in the words of OAuth (RFC 6749 §5.2), or in those of Okta's own errors. */
export interface Refusal {
  readonly error: string;
  readonly description: string;
}

const text = z.string().catch('');
const Body = z
  .object({ error: text, error_description: text, errorCode: text, errorSummary: text })
  .transform(({ error, error_description, errorCode, errorSummary }) => ({
    error: error || errorCode,
    description: oneLine(error_description || errorSummary),
  }))
  .refine(({ error }) => error !== '');

/** Throws where what answered is not Okta. */
export function refusalOf({ body, status }: HttpReply): Refusal {
  const { data } = Body.safeParse(body);
  if (data !== undefined) return data;
  throw new UnexpectedReply(
    `Something that is not Okta's token endpoint answered ${status} for /oauth2/v1/token`,
    'Check `url`, and any proxy in between.',
  );
}

/** Whether a refusal is about what was asked for, not about who asked. */
export const isAboutScopes = ({ error }: Refusal): boolean => ['invalid_scope', 'consent_required'].includes(error);

export interface Refused {
  readonly system: string;
  readonly credential: ServiceAppCredential;
  /** how far our clock is behind Okta's */
  readonly aheadMs: number;
  /** the scopes that are not granted, as far as that was found out; else all that were asked for */
  readonly scopes: readonly string[];
}

/** A refused token in plain words: a wrong key, a wrong id, a wrong clock, a missing grant, DPoP. */
export function tokenRefused(refusal: Refusal, refused: Refused): AccessDenied {
  const { what, hint } = told(refusal, refused);
  const said = [refusal.error, refusal.description].filter(word => word !== '').join(': ');
  return new AccessDenied(`${refused.system}: ${what} (${said})`, `${hint}${clockRemark(refused.aheadMs)}`);
}

interface Told {
  readonly what: string;
  readonly hint: string;
}

const APP = 'Applications > the app > General';

function told(refusal: Refusal, { credential, scopes }: Refused): Told {
  if (isAboutScopes(refusal))
    return {
      what: `the service app was not granted ${scopes.join(', ')}`,
      hint: 'Grant it at Okta: Applications > the app > Okta API Scopes.',
    };
  switch (refusal.error) {
    case 'invalid_client':
      return notRecognised(refusal, credential);
    case 'use_dpop_nonce':
    case 'invalid_dpop_proof':
      return credential.dpop === 'never'
        ? {
            what: 'the service app must use DPoP, and the config says `dpop: never`',
            hint: `Set \`dpop: auto\`, or take "Require DPoP header in token requests" off at the app (${APP}).`,
          }
        : {
            what: 'our DPoP proof was not taken',
            hint: 'Check the clock of this machine, and any proxy that rewrites addresses.',
          };
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return {
        what: 'this app may not sign in as a service',
        hint: 'Make an app of the type API Services, and use its client id.',
      };
    default:
      return { what: 'Okta gives us no access token', hint: `Check \`clientId\`, and that the app is active (${APP}).` };
  }
}

/** There is one code for all of these; only the description tells them apart, so an unknown one gets the general advice. */
function notRecognised({ description }: Refusal, { clientId, signing: { kid } }: ServiceAppCredential): Told {
  const keys = `Compare it with the app's public keys (${APP} > Client Credentials).`;
  if (/\bkid\b/i.test(description))
    return kid === undefined
      ? { what: 'the app has several keys, and ours has no id', hint: `Set \`keyId\` to the key's KID. ${keys}` }
      : {
          what: `the app ${clientId} has no key with the id ${kid}`,
          hint: `\`keyId\` is wrong, or the key was removed. ${keys}`,
        };
  if (/signature/i.test(description))
    return { what: `\`privateKey\` is not a key of the app ${clientId}`, hint: `Its public half must be at the app. ${keys}` };
  if (/expir|issued|future|\biat\b|\bexp\b/i.test(description))
    return { what: "what we signed is not valid at Okta's time", hint: 'Set the clock of this machine by NTP.' };
  if (/client_id|client id/i.test(description))
    return {
      what: `Okta knows no app ${clientId}`,
      hint: `Copy the Client ID from ${APP}. The app must be active, and in this org.`,
    };
  return {
    what: `Okta does not recognise the app ${clientId}`,
    hint: `Check \`clientId\`, and that the app is active. It must use Public key / Private key (${APP} > Client Credentials).`,
  };
}

function clockRemark(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return minutes === 0 ? '' : ` This machine's clock is ${minutes} min ${aheadMs > 0 ? 'behind' : 'ahead of'} Okta's.`;
}
