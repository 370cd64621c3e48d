import type { HttpReply } from '../../http/client.js';
import type { Fact, Outcome } from '../../model/change.js';
import { type Explained, refusedByPage } from '../refused-by-page.js';
import { ErrorBody, MessageBody } from './schema.js';

type Failed = Extract<Outcome, { kind: 'failed' }>;
type More = { learned?: Fact; uncertain?: boolean };

export const failed = (problem: string, hint: string, more: More = {}): Failed => ({ kind: 'failed', problem, hint, ...more });

/** A 404 about the object, not about the endpoint. Gateways have `errors` of their own: only Bitbucket names an exception. */
export const isMissingObject = (reply: HttpReply) => reply.status === 404 && exceptionOf(reply) !== '';

/** The exception of a refusal, without its package: `NoSuchUserException`; '' where none is named. */
export function exceptionOf({ body }: HttpReply): string {
  const parsed = ErrorBody.safeParse(body);
  return parsed.success ? (parsed.data.errors[0]?.exceptionName?.split('.').at(-1) ?? '') : '';
}

/** What a refused write comes to. `what`: "add mia to team-blue". */
export function refusal(what: string, reply: HttpReply, more: More = {}): Failed {
  const { why, hint } = explain(reply);
  return failed(`could not ${what}: ${why}`, hint, more);
}

const MAY_ADMINISTER =
  'Give it the global permission ADMIN (Administration > Global permissions). An HTTP access token never has it: ' +
  'use username and password, or an OAuth 2.0 access token.';

/** Why, and what to do, for an answer that is no 2xx. A 401 that gets here is of somebody who is signed in (inspect.ts). */
export function explain(reply: HttpReply): Explained {
  const page = refusedByPage(reply);
  if (page !== undefined) return page;
  const { status } = reply;
  const says = textOf(reply);
  if (status === 401) return { why: `our account may not do this (401)${colon(says)}`, hint: MAY_ADMINISTER };
  if (status === 403 && /xsrf/i.test(`${says} ${exceptionOf(reply)}`))
    return {
      why: 'Bitbucket takes the request for a forgery (XSRF check failed)',
      hint: 'A proxy takes the header X-Atlassian-Token away or adds Origin: let it pass both as they are.',
    };
  if (status === 403)
    return {
      why: `Bitbucket does not allow it (403)${colon(says)}`,
      hint: 'The licence may be full; or it takes a right that our account has not: who has SYS_ADMIN is changed by SYS_ADMIN only.',
    };
  if (status === 404 && !isMissingObject(reply))
    return {
      why: 'this Bitbucket has no such endpoint (404)',
      hint: 'Check `url` and its context path, and that Bitbucket is 8.19 or newer.',
    };
  return { why: `Bitbucket refused (${status})${colon(says)}`, hint: 'Settle it in Bitbucket; the next run tries again.' };
}

const colon = (text: string) => (text === '' ? '' : `: ${text}`);
const LONGEST = 400;

/** The server's own words, in whatever language. */
export function textOf({ body }: HttpReply): string {
  if (typeof body === 'string')
    return /<html|<!doctype/i.test(body) ? 'a web page instead of data' : body.trim().slice(0, LONGEST);
  const refused = ErrorBody.safeParse(body);
  if (refused.success)
    return refused.data.errors
      .map(({ message }) => message ?? '')
      .join(' ')
      .slice(0, LONGEST);
  const other = MessageBody.safeParse(body);
  return other.success ? other.data.message.slice(0, LONGEST) : '';
}
