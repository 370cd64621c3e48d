import { AccessDenied, NotFound, Refused, type SyncError, Unavailable, UnexpectedReply } from '../../errors.js';
import { oneLine } from '../../http/vendor-message.js';
import type { SourceName } from '../../model/ids.js';
import { grant, PERMISSIONS, partOf } from './permissions.js';
import { GraphError } from './schema.js';

/** What Graph answered to one question, alone or in a batch. */
export type Answer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly body: unknown };

/** Whether Graph itself says that there is nothing of this id; a proxy's 404 says nothing of the kind. */
export const isGone = (answer: Answer): boolean =>
  answer.kind === 'refused' &&
  answer.status === 404 &&
  /ResourceNotFound/.test(GraphError.safeParse(answer.body).data?.code ?? '');

/** A refusal as an error of ours; `path` as it was asked for, below /v1.0. */
export function errorOf(name: SourceName, path: string, answer: Extract<Answer, { kind: 'refused' }>): SyncError {
  const { status, body } = answer;
  const { data } = GraphError.safeParse(body);
  const place = oneLine(placeOf(path));
  const said = data === undefined ? '' : `: ${oneLine([data.code, data.message].filter(Boolean).join(', '))}`;
  if (status === 403 && data !== undefined) return forbidden(name, place, `(403${said})`);
  if (status === 401) return tokenRefused(name, `(401${said})`);
  if (status === 429 || status >= 500 || status === 408)
    return new Unavailable(`${name} could not answer (${status} for ${place}${said})`, 'The next run tries again.');
  if (data === undefined)
    return new UnexpectedReply(
      `Something that is not Microsoft Graph answered ${status} for ${place}`,
      'Check `cloud` (or `graph`), and any proxy in between.',
    );
  if (isGone(answer)) return new NotFound(`${name} has no ${place} (404${said})`, 'It may have been deleted meanwhile.');
  if (status === 400 && /find a property named|Invalid property/i.test(data.message))
    return new Refused(
      `Graph does not know all properties that we ask for (400${said})`,
      'Compare `attributes` with the properties of a user at Graph: case matters. `rollcall check` tries them one by one.',
      { status, body },
    );
  return new Refused(`${name} refused (${status} for ${place}${said})`, 'See what it says about the reason.', { status, body });
}

const placeOf = (path: string): string => (URL.parse(path)?.pathname ?? path).replace(/^\/v1\.0\//, '').split('?')[0] ?? '';

function forbidden(name: SourceName, place: string, said: string): AccessDenied {
  const [permission] = PERMISSIONS[partOf(place)];
  return new AccessDenied(`${name} does not let us read ${place.split('/')[0]} ${said}`, grant(permission));
}

export const tokenRefused = (name: SourceName, said: string): AccessDenied =>
  new AccessDenied(
    `${name} refused an access token that it had just given ${said}`,
    'Is `cloud` the one that the tenant is in, and the app still enabled? See docs/entra.md.',
  );
