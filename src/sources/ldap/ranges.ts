import { UnexpectedReply } from '../../errors.js';
import type { LdapApi } from './api.js';
import { Code, resultError } from './errors.js';
import { everything } from './filter.js';
import type { Row } from './row.js';

interface Range {
  readonly from: number;
  /** undefined: the last one */
  readonly to: number | undefined;
  readonly values: readonly (string | Buffer)[];
}

/**
 * All members of a group that has more than Active Directory gives at once: it answers with `member;range=0-1499`, and an empty
 * `member` may stand beside it (ldap.md §4, 2026-11). Undefined: the row has no range, so what it has is all.
 */
export async function rangedMembers(api: LdapApi, row: Row, signal: AbortSignal): Promise<readonly string[] | undefined> {
  let range = rangeOf(row);
  if (range === undefined) return undefined;
  const members: string[] = [];
  for (let from = 0; ; ) {
    if (range === undefined || range.from !== from) throw broken(api, row.dn, from);
    members.push(...range.values.map(String));
    if (range.to === undefined) return members;
    from = range.to + 1;
    range = await next(api, row.dn, from, signal);
  }
}

async function next(api: LdapApi, dn: string, from: number, signal: AbortSignal): Promise<Range | undefined> {
  const found: Row[] = [];
  const what = `members of ${dn} from ${from} on`;
  const attributes = [`member;range=${from}-*`];
  const ended = await api.search(
    { what, base: dn, scope: 'base', filter: everything, attributes },
    row => found.push(row),
    signal,
  );
  if (ended.code !== Code.success) throw resultError(ended, what, api.system);
  return found.map(rangeOf).find(range => range !== undefined);
}

function rangeOf({ values }: Row): Range | undefined {
  for (const [name, some] of values) {
    const { from, to } = /^member;range=(?<from>\d+)-(?<to>\d+|\*)$/.exec(name)?.groups ?? {};
    if (from !== undefined && some.length > 0)
      return { from: Number(from), to: to === '*' ? undefined : Number(to), values: some };
  }
  return undefined;
}

const broken = ({ system }: LdapApi, dn: string, from: number) =>
  new UnexpectedReply(
    `${system} does not give the members of ${dn} from the ${from + 1}th on`,
    'Somebody may be changing the group just now.',
  );
