import type { HttpReply } from '../../http/client.js';
import type { Fact, Outcome } from '../../model/change.js';
import { type Explained, refusedByPage } from '../refused-by-page.js';
import { ErrorBody, MessageBody } from './schema.js';

type Failed = Extract<Outcome, { kind: 'failed' }>;

export const failed = (
  problem: string,
  hint: string,
  more: { learned?: Fact; refused?: boolean; uncertain?: boolean } = {},
): Failed => ({
  kind: 'failed',
  problem,
  hint,
  ...more,
});

/** A 404 about the object, not about the endpoint. */
export const isMissingObject = ({ status, body }: HttpReply) => status === 404 && ErrorBody.safeParse(body).success;

/** The texts of `errors` by field: the fields are fixed, the texts are translated. */
export function fieldErrors({ status, body }: HttpReply): Readonly<Record<string, string>> {
  const parsed = ErrorBody.safeParse(body);
  return status === 400 && parsed.success ? parsed.data.errors : {};
}

/** What a refused write comes to. `what`: "add mia to team-blue". */
export function refusal(what: string, reply: HttpReply, more: { learned?: Fact; refused?: boolean } = {}): Failed {
  const { why, hint } = explain(reply);
  return failed(`could not ${what}: ${why}`, hint, more);
}

/** Why, and what to do, for an answer that is no 2xx. */
export function explain(reply: HttpReply): Explained {
  const page = refusedByPage(reply);
  if (page !== undefined) return page;
  const { status } = reply;
  const says = textOf(reply);
  // both texts are fixed, neither is translated (jira-dc sheet §1, November 2026)
  if (status === 401 && /websudo/i.test(says))
    return {
      why: 'Jira asks for a secure administrator session (WebSudo)',
      hint: 'Use a personal access token on a current Jira, or switch secure administrator sessions off (jira.websudo.is.disabled).',
    };
  if (status === 403 && /xsrf/i.test(says))
    return {
      why: 'Jira takes the request for a forgery (XSRF check failed)',
      hint: 'A proxy takes the header X-Atlassian-Token away or adds Origin: let it pass both as they are.',
    };
  if (status === 401) return { why: `Jira refused our credentials (401)${colon(says)}`, hint: 'Renew the token of this target.' };
  if (status === 403)
    return {
      why: `our account may not do this (403)${colon(says)}`,
      hint: 'Give it "Jira Administrators"; changing a system administrator needs "Jira System Administrators".',
    };
  if (status === 404 && !isMissingObject(reply))
    return {
      why: 'this Jira has no such endpoint (404)',
      hint: 'Check `url` and its context path, and that Jira is 9.12 or newer.',
    };
  return { why: `Jira refused (${status})${colon(says)}`, hint: 'Settle it in Jira; the next run tries again.' };
}

const colon = (text: string) => (text === '' ? '' : `: ${text}`);
const LONGEST = 400;

/** The server's own words, in whatever language. */
export function textOf({ body }: HttpReply): string {
  if (typeof body === 'string')
    return /<html|<!doctype/i.test(body) ? 'a web page instead of data' : body.trim().slice(0, LONGEST);
  const refused = ErrorBody.safeParse(body);
  if (refused.success) return [...refused.data.errorMessages, ...Object.values(refused.data.errors)].join(' ').slice(0, LONGEST);
  const other = MessageBody.safeParse(body);
  return other.success ? other.data.message.slice(0, LONGEST) : '';
}
