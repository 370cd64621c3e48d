import type { HttpReply } from '../../http/client.js';
import { oneLine } from '../../http/vendor-message.js';
import type { Fact, Outcome } from '../../model/change.js';
import { type Explained, refusedByPage } from '../refused-by-page.js';
import { FrameworkError, RestError } from './schema.js';

type Failed = Extract<Outcome, { kind: 'failed' }>;
type More = { readonly learned?: Fact; readonly refused?: boolean; readonly uncertain?: boolean };

export const failed = (problem: string, hint: string, more: More = {}): Failed => ({ kind: 'failed', problem, hint, ...more });

/** A 404 about the object, not about the endpoint. */
export const isMissingObject = ({ status, body }: HttpReply) => status === 404 && RestError.safeParse(body).success;

/** Confluence's own no to this very thing: not a missing session, a forgery check, its read-only mode, or a gateway before it. */
export const isOwnNo = (reply: HttpReply) =>
  (reply.status === 400 || reply.status === 403) && RestError.safeParse(reply.body).success && !isReadOnlyMode(reply);

/** What a refused write comes to. `what`: "add mia to team-blue". */
export function refusal(what: string, reply: HttpReply, more: More = {}): Failed {
  const { why, hint } = explain(reply);
  return failed(`could not ${what}: ${why}`, hint, more);
}

export const ADMINISTRATOR =
  'Give it the global permission "Confluence Administrator": General configuration > Global permissions, for the account or one of its groups.';

/** Why, and what to do, for an answer that is no 2xx. */
export function explain(reply: HttpReply): Explained {
  const page = refusedByPage(reply);
  if (page !== undefined) return page;
  const says = colon(textOf(reply));
  if (isReadOnlyMode(reply))
    return {
      why: 'Confluence is in read-only mode',
      hint: 'Run again once General configuration > Maintenance has switched it off.',
    };
  switch (reply.status) {
    case 401:
      return /websudo/i.test(says)
        ? WEBSUDO
        : { why: `Confluence refused our credentials (401)${says}`, hint: 'Renew the token of this target.' };
    case 402:
      return { why: `the licence has no seat left (402)${says}`, hint: 'Free seats by ending accounts, or enlarge the licence.' };
    case 403:
      return /xsrf/i.test(says)
        ? XSRF
        : { why: `our account may not do this (403)${says}`, hint: `${ADMINISTRATOR} ${OR_READ_ONLY}` };
    case 404:
      if (!isMissingObject(reply)) return NO_ENDPOINT;
  }
  return { why: `Confluence refused (${reply.status})${says}`, hint: 'Settle it in Confluence; the next run tries again.' };
}

const OR_READ_ONLY = 'If it has that, the account or group may be in a read-only directory: change it there (`directory`).';
const WEBSUDO: Explained = {
  why: 'Confluence asks for a secure administrator session (WebSudo)',
  hint: 'Use a personal access token, or switch secure administrator sessions off (General configuration > Security configuration).',
};
const XSRF: Explained = {
  why: 'Confluence takes the request for a forgery (XSRF check failed)',
  hint: 'A proxy takes the header X-Atlassian-Token away or adds Origin: let it pass both as they are.',
};
const NO_ENDPOINT: Explained = {
  why: 'this Confluence has no such endpoint (404)',
  hint: 'Check `url` and its context path, and that Confluence is 8.5 or newer.',
};

const isReadOnlyMode = ({ body }: HttpReply) => RestError.safeParse(body).data?.data?.allowedInReadOnlyMode === false;

const colon = (text: string) => (text === '' ? '' : `: ${text}`);

/** The server's own words, in whatever language. */
export function textOf({ body }: HttpReply): string {
  if (typeof body === 'string') return /<html|<!doctype/i.test(body) ? 'a web page instead of data' : oneLine(body);
  const message = RestError.safeParse(body).data?.message ?? FrameworkError.safeParse(body).data?.message ?? '';
  return oneLine(message);
}
