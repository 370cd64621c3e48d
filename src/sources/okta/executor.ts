import { EventEmitter } from 'node:events';
import { z } from 'zod';
import { NotFound, type SyncError, Unavailable, UnexpectedReply } from '../../errors.js';
import type { Http, HttpReply } from '../../http/client.js';
import { nextPage } from './links.js';

/** A list's page that Okta could not make (500); usually it timed out over too large a page (okta.md §2). */
export class PageTooLarge extends Unavailable {}

/** Pages up to this size are simply retried; asking for still smaller ones would not help. */
export const SMALLEST_PAGE = 50;

const Asked = z.object({ url: z.string(), headers: z.looseObject({ 'Content-Type': z.string().optional() }) });

/**
 * The SDK's request executor: sends everything through our client, for one pull, look-up or check.
 *
 * The SDK gets to see a ticket instead of the next page's address: it would rewrite the query, and throws on a `link`
 * header of more than 2,000 characters (parse-link-header 2.0.0). What is fetched is what Okta gave, after checking it.
 * Of what the SDK puts on a request only `Content-Type` is sent on; its token is a placeholder.
 */
export class HttpExecutor extends EventEmitter {
  readonly #pages = new Map<string, Page>();

  constructor(
    readonly http: Pick<Http, 'request'>,
    readonly baseUrl: string,
    readonly signal: AbortSignal,
  ) {
    super();
  }

  async fetch(request: unknown): Promise<Response> {
    const { url, headers } = Asked.parse(request);
    const page = this.#pages.get(url) ?? { url, given: new Set([url]) };
    const shrinkable = Number(new URL(page.url).searchParams.get('limit') ?? 0) > SMALLEST_PAGE;
    const type = headers['Content-Type'];

    const reply = await this.http.request({
      method: 'GET',
      path: page.url,
      headers: { accept: 'application/json', ...(type === undefined ? {} : { 'content-type': type }) },
      signal: this.signal,
      expect: shrinkable ? [404, 500] : [404],
    });

    if (reply.status === 404) throw missing(reply);
    if (reply.status === 500)
      throw new PageTooLarge('Okta could not make a page of this size (500)', 'Nothing was changed. The next run tries again.');
    const answer = Response.json(jsonOf(reply));
    const next = nextPage(reply.headers.link, this.baseUrl);
    if (next !== undefined) answer.headers.set('link', `<${this.#ticketFor(next, page)}>; rel="next"`);
    return answer;
  }

  #ticketFor(next: string, { given }: Page): string {
    if (given.has(next))
      throw new UnexpectedReply(
        "Okta's list leads back to a page that was read already",
        'The list cannot be read to its end, so nothing was believed. Try again; if it stays, ask Okta support.',
      );
    const ticket = `${this.baseUrl}/next/${this.#pages.size + 1}`;
    this.#pages.set(ticket, { url: next, given: given.add(next) });
    return ticket;
  }
}

/** A page that waits to be asked for, and the addresses that its list has had so far. */
interface Page {
  readonly url: string;
  readonly given: Set<string>;
}

/** A 404 says that somebody is gone, and may end an account: only Okta's own is believed (E0000007, okta.md §3). */
function missing({ body, url }: HttpReply): SyncError {
  const { pathname } = new URL(url);
  if (z.object({ errorCode: z.literal('E0000007') }).safeParse(body).success)
    return new NotFound(`Okta has no ${pathname}`, 'It may have been deleted meanwhile.');
  return new UnexpectedReply(
    `Something that is not Okta's API answered 404 for ${pathname}`,
    'Check `url`, and any proxy in between.',
  );
}

function jsonOf({ body, url }: HttpReply): unknown {
  if (typeof body !== 'string' && body !== undefined) return body;
  throw new UnexpectedReply(
    `${new URL(url).pathname} answered something that is not JSON`,
    'A proxy or a sign-in page may answer in place of Okta. Check `url` and HTTPS_PROXY.',
  );
}
