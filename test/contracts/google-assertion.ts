import { createPrivateKey, sign } from 'node:crypto';
import { PRIVATE_KEY } from './google-fixture.js';

/** What the emulator's client is authorised for unless told otherwise. */
export const SCOPES = ['user.readonly', 'group.readonly', 'group.member.readonly'].map(
  scope => `https://www.googleapis.com/auth/admin.directory.${scope}`,
);

/** A token request as the sheet has it (google.md §5), by hand and with nothing of our client; `more` overrides claims. */
export function tokenForm(url: string, admin: string, more: object = {}, kid = 'k1'): URLSearchParams {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: 'rollcall@rollcall-sandbox.iam.gserviceaccount.com', sub: admin, scope: SCOPES.join(' '), aud: `${url}/token` },
    ...{ iat: now, exp: now + 3600, ...more },
  };
  const text = [{ alg: 'RS256', typ: 'JWT', kid }, claims]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('RSA-SHA256', Buffer.from(text), createPrivateKey(PRIVATE_KEY)).toString('base64url');
  return new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${text}.${signature}`,
  });
}
