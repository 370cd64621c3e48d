import { AccessDenied, Unavailable, UnexpectedReply } from '../errors.js';
import type { HttpReply } from '../http/client.js';

/** Throws when an answer is not what it seems. */
export type Inspect = (reply: HttpReply) => void;

/**
 * The sign-in of Jira and Confluence (Seraph). Resources open to everybody answer bad credentials with an empty 200: only two
 * headers tell (sheets jira-dc and confluence-dc §1, November 2026). And a page where data should be is a login page or a proxy,
 * whatever its status says. `refused`: what a refused login means in this product; `renew`: what to do about it.
 */
export const seraphInspector = (system: string, refused: (reply: HttpReply) => AccessDenied, renew: string): Inspect => {
  let namesUs = false;
  return reply => {
    const { status, headers, body } = reply;
    const reason = String(headers['x-seraph-loginreason'] ?? '');
    if (reason.includes('AUTHENTICATION_DENIED'))
      throw new AccessDenied(
        `${system} lets nobody sign in with this account until a person has solved a CAPTCHA`,
        'Sign in once in a browser with the account of this target, then run again.',
      );
    if (reason.includes('AUTHENTICATED_FAILED')) throw refused(reply);
    if (status >= 400) return;
    if (headers['x-ausername'] === 'anonymous')
      throw new AccessDenied(
        `${system} answered as if nobody had signed in`,
        `${renew} Or a proxy takes the Authorization header away.`,
      );
    if (typeof body === 'string' && String(headers['content-type'] ?? '').includes('text/html'))
      throw new UnexpectedReply(
        `${system} answered with a web page instead of data`,
        'Look whether a login page or a proxy stands in front of its REST API.',
      );
    if (headers['x-ausername'] !== undefined) namesUs = true;
    else if (namesUs && body === undefined) throw nobodysAnswer(system, status);
  };
};

/**
 * Many writes are answered with nothing but a 2xx, which a gateway says as easily. The product's own answers name the account
 * (X-AUSERNAME, seen on each of Jira 8.20 that was recorded; jira-dc sheet §1, November 2026): where they did, they all must.
 */
const nobodysAnswer = (system: string, status: number) =>
  new Unavailable(
    `${system} did not answer itself: the empty ${status} lacks the headers of its other answers`,
    'Look whether a proxy or a gateway answers in its place.',
  );
