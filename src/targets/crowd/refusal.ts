import type { HttpReply } from '../../http/client.js';
import { oneLine } from '../../http/vendor-message.js';
import type { Fact, Outcome } from '../../model/change.js';
import { ErrorBody } from './schema.js';
import type { Session } from './session.js';

type Failed = Extract<Outcome, { kind: 'failed' }>;

export const failed = (problem: string, hint: string, more: { learned?: Fact } = {}): Failed => ({
  kind: 'failed',
  problem,
  hint,
  ...more,
});

/** Crowd's own word for what is wrong (crowd sheet §1): USER_NOT_FOUND, …; undefined: this is not Crowd's answer. */
export function reasonOf({ body }: HttpReply): string | undefined {
  const parsed = ErrorBody.safeParse(body);
  return parsed.success ? parsed.data.reason : undefined;
}

/** A 404 about an object, not about the endpoint: a gateway may have a `reason` too, and not these. */
export const isMissingObject = (reply: HttpReply) => reply.status === 404 && MISSING.has(reasonOf(reply) ?? '');
const MISSING: ReadonlySet<string> = new Set(['USER_NOT_FOUND', 'GROUP_NOT_FOUND', 'MEMBERSHIP_NOT_FOUND']);

/** The directory refuses, not the application's rights: a remote one that is read-only (crowd sheet §1). */
const isReadOnly = (reply: HttpReply) => reply.status === 403 && reasonOf(reply) === 'UNSUPPORTED_OPERATION';

/** What a refused write comes to. `what`: "add mia to team-blue"; `fact`: what is learned if the directory is read-only (G10). */
export function refusal(what: string, reply: HttpReply, session: Session, fact?: Fact): Failed {
  const { why, hint } = explain(reply, session);
  return failed(`could not ${what}: ${why}`, hint, fact !== undefined && isReadOnly(reply) ? { learned: fact } : {});
}

type Explained = { readonly why: string; readonly hint: string };

/** Why, and what to do, for an answer that is no 2xx. */
export function explain(reply: HttpReply, { settings: { application } }: Pick<Session, 'settings'>): Explained {
  const { status } = reply;
  const says = textOf(reply);
  if (status === 401)
    return {
      why: `it does not take our credentials, the application "${application}" and its password (401)${colon(says)}`,
      hint: 'Give name and password of an application, as in Crowd under Applications (in Jira: User Server), and not those of a user. From Crowd 6.2 on, Basic authentication can be blocked: allow it for REST.',
    };
  if (status === 403) return forbidden(reply, application, says);
  if (status === 404 && !isMissingObject(reply))
    return {
      why: 'there is no such endpoint (404)',
      hint: 'Give `url` with its context path, such as https://host/crowd; in a Jira, register an application under User Server.',
    };
  return { why: `it refused (${status})${colon(says)}`, hint: 'Settle it in Crowd; the next run tries again.' };
}

function forbidden(reply: HttpReply, application: string, says: string): Explained {
  const address = reasonOf(reply) === undefined ? /address\s*["'(]*([0-9a-f]*[.:][0-9a-f.:]+)/i.exec(says)?.[1] : undefined;
  if (address !== undefined)
    return {
      why: `the application "${application}" may not be used from the address ${address} (403)`,
      hint: `Add ${address} to the remote addresses of the application: in Crowd under Applications > ${application} > Remote addresses, in Jira under User Server.`,
    };
  switch (reasonOf(reply)) {
    case 'APPLICATION_PERMISSION_DENIED':
      return {
        why: `the application "${application}" may not do this (403)${colon(says)}`,
        hint: `Allow it in Crowd, under Applications > ${application} > Directories and groups > Permissions, and in the directory's own permissions.`,
      };
    case 'UNSUPPORTED_OPERATION':
      return {
        why: `its directory cannot do this (403)${colon(says)}`,
        hint: `If the directory is read-only or remote (LDAP), change it there, or put it under \`ignore\`. If not, allow it: Applications > ${application} > Directories and groups > Permissions.`,
      };
    default:
      return {
        why: `the application "${application}" may not do this (403)${colon(says)}`,
        hint: `Look at its permissions and remote addresses: in Crowd under Applications > ${application}, in Jira under User Server.`,
      };
  }
}

const colon = (text: string) => (text === '' ? '' : `: ${text}`);

/** The server's own words, without the tags of a web page around them. */
function textOf({ body }: HttpReply): string {
  const parsed = ErrorBody.safeParse(body);
  if (parsed.success) return oneLine(parsed.data.message);
  if (typeof body !== 'string') return '';
  return oneLine(
    body
      .replace(/^.*<body[^>]*>/is, '')
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&quot;', '"'),
  );
}
