import { UnexpectedReply } from '../../errors.js';
import { withoutAdmin } from './org.js';

type Header = string | readonly string[] | undefined;

/**
 * The next page's address as Okta gave it, or undefined on the last page. Several `link` lines, joined or not, are normal.
 * A link to the org's `-admin` twin (or from it) is followed on our host; one to any other host is refused (okta.md §1).
 */
export function nextPage(link: Header, baseUrl: string): string | undefined {
  const given = targetOf(link);
  if (given === undefined) return undefined;
  const here = new URL(baseUrl);
  if (!URL.canParse(given, baseUrl)) throw refused(`is not an address: ${given}`);
  const next = new URL(given, baseUrl);
  const twin = withoutAdmin(next);
  if (twin.origin !== here.origin) throw refused(`points to another host, ${next.origin}`);
  return `${here.origin}${given.startsWith(next.origin) ? given.slice(next.origin.length) : next.href.slice(next.origin.length)}`;
}

/** Relations are compared without case, quoted or not; the address ends at `>`, so commas in it do no harm. */
function targetOf(link: Header): string | undefined {
  const text = typeof link === 'string' ? link : (link ?? []).join(', ');
  for (const [, target, parameters = ''] of text.matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,]*))*)/g)) {
    const [, quoted, plain] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]*))/i.exec(parameters) ?? [];
    if ((quoted ?? plain ?? '').toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return undefined;
}

const refused = (why: string) =>
  new UnexpectedReply(`Okta's link to the next page ${why}`, 'It was not followed. Check `url`, and any proxy in between.');
