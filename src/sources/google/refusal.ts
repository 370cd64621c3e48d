import { z } from 'zod';
import { AccessDenied, NotFound, type SyncError, UnexpectedReply } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import { vendorMessage } from '../../http/vendor-message.js';
import type { GoogleSettings } from './settings.js';

/** Errors of Google's APIs; newer ones have `details` besides (google.md §6, 2026-09). */
const Body = z.object({
  error: z.object({
    code: z.number(),
    errors: z.array(z.object({ reason: z.string().catch('') })).catch([]),
    details: z.array(z.object({ reason: z.string().catch('') })).catch([]),
  }),
});

/** What Google gives as reasons, none where it is not Google that answered. */
export function reasonsOf(body: unknown): readonly string[] {
  const { data } = Body.safeParse(body);
  return [...(data?.error.errors ?? []), ...(data?.error.details ?? [])].flatMap(({ reason }) => reason || []);
}

/** Whether Google itself says that there is no such thing; any other 404 is a wrong address, or a proxy's. */
export const saysNotFound = ({ status, body }: HttpReply): boolean =>
  status === 404 && Body.safeParse(body).data?.error.code === 404 && reasonsOf(body).includes('notFound');

type Asked = Pick<GoogleSettings, 'admin' | 'account'> & { readonly name: string };

/** What a refused call means, and what to do. Only for 400, 403 and 404; too fast is not among them. */
export function refused(reply: HttpReply, asked: Asked): SyncError {
  const { data } = Body.safeParse(reply.body);
  const { pathname } = new URL(reply.url);
  if (data === undefined)
    return new UnexpectedReply(
      `Something that is not Google's Directory API answered ${reply.status} for ${pathname}`,
      'Check `url`, and any proxy in between.',
    );
  const said = vendorMessage(reply.body);
  if (reply.status === 404)
    return new NotFound(
      `Google has no ${pathname}: ${said}`,
      'It may have been deleted meanwhile. Check `domain`, if it is set.',
    );
  return reply.status === 403 ? forbidden(asked, pathname, said, reasonsOf(reply.body)) : invalid(asked, pathname, said);
}

/** An administrator without rights is told so by 403, and by 400 for lists (google.md §5, 2026-09). */
const invalid = ({ name, admin }: Asked, pathname: string, said: string) =>
  new UnexpectedReply(
    `${name} does not understand what we ask of ${pathname} (400: ${said})`,
    `Check \`customer\` or \`domain\`, and that ${admin} (\`admin\`) is an administrator there. See docs/google.md.`,
  );

function forbidden({ name, admin, account }: Asked, pathname: string, said: string, reasons: readonly string[]): AccessDenied {
  const is = (...names: string[]) => names.some(each => reasons.includes(each));
  if (is('accessNotConfigured', 'SERVICE_DISABLED'))
    return new AccessDenied(
      `${name}: the Admin SDK API is not switched on in the Cloud project ${account.project} (403)`,
      'Switch it on: Google Cloud console > APIs & Services > Library > Admin SDK API. That takes some minutes.',
    );
  if (is('insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'))
    return new AccessDenied(
      `${name}: our access token lacks the scope for ${pathname} (403)`,
      `Authorise the client ${account.clientId} for the scopes in docs/google.md: Admin console > Security > API controls > Domain-wide delegation.`,
    );
  return new AccessDenied(
    `${name} does not let ${admin} read ${pathname} (403: ${said})`,
    `Give ${admin} an administrator role with the privileges Users > Read and Groups > Read (Admin console > Account > Admin roles). Check \`customer\` or \`domain\`, too.`,
  );
}
