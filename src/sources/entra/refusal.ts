import { AccessDenied, type SyncError, UnexpectedReply } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import { oneLine } from '../../http/vendor-message.js';
import { TokenError } from './schema.js';
import type { EntraSettings } from './settings.js';

/** Why there is no token, in plain words. The codes are the vendor's (reference-error-codes, 2026-11); new ones get the general hint. */
export function refused(settings: EntraSettings, { status, body, url }: HttpReply, aheadMs: number): SyncError {
  const { data } = TokenError.safeParse(body);
  if (data === undefined)
    return new UnexpectedReply(
      `Something that is not the sign-in of Entra answered ${status} at ${new URL(url).origin}`,
      'Check `cloud` (or `authority`), and any proxy in between.',
    );
  const said = oneLine((data.error_description ?? data.error).split(/\r?\n|Trace ID:/)[0] ?? '');
  const code = data.error_codes?.[0] ?? Number(/AADSTS(\d+)/.exec(said)?.[1]);
  return new AccessDenied(
    `Entra gives the app ${settings.clientId} no access token (${status}: ${said})`,
    `${hintFor(code, settings)}${clockRemark(aheadMs)}`,
  );
}

const APP = 'App registrations > the app';

function hintFor(code: number, { tenant, cloud, credential }: EntraSettings): string {
  switch (code) {
    case 7000215:
      return `\`clientSecret\` is wrong: it is the value of a secret, not its id (${APP} > Certificates & secrets).`;
    case 7000222:
      return `The client secret has expired. Make a new one (${APP} > Certificates & secrets), and put its value into \`clientSecret\`.`;
    case 700016:
      return `The tenant ${tenant} has no app of this id. Check \`clientId\` and \`tenant\`: both are on the overview of the app registration.`;
    case 7000112:
      return 'The app is disabled. Enable it (Enterprise applications > the app > Properties).';
    case 90002:
    case 900023:
      return `There is no tenant ${tenant} in the cloud ${cloud}. Check \`tenant\`, the directory (tenant) id, and \`cloud\`.`;
    case 700027:
      return `The certificate is not one of the app, or has expired. Upload it there (${APP} > Certificates & secrets > Certificates).`;
    case 700024:
      return 'What we signed is not valid at the time of Entra. Set the clock of this machine by NTP.';
    case 500011:
    case 900382:
      return `The tenant is not in the cloud ${cloud}. Check \`cloud\`.`;
    case 53003:
      return 'A Conditional Access policy blocks the app. Take it out of that policy.';
    default:
      return credential.kind === 'secret'
        ? `Check \`tenant\`, \`clientId\` and \`clientSecret\` (${APP}).`
        : `Check \`tenant\`, \`clientId\`, and that the certificate is one of the app (${APP} > Certificates & secrets).`;
  }
}

function clockRemark(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return minutes === 0 ? '' : ` This machine's clock is ${minutes} min ${aheadMs > 0 ? 'behind' : 'ahead of'} that of Entra.`;
}
