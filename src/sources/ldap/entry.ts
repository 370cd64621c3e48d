import type { LdapApi } from './api.js';
import { Code, resultError } from './errors.js';
import { everything, type Filter } from './filter.js';
import type { Row } from './row.js';

export type Entry =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/** One entry by its DN. What is not there, or not shown at all, is none; what the server refuses is unknown. */
export async function readEntry(
  api: LdapApi,
  dn: string,
  attributes: readonly string[],
  signal: AbortSignal,
  filter: Filter = everything,
): Promise<Entry> {
  const what = `the entry ${dn}`;
  return api.again(async () => {
    const rows: Row[] = [];
    const ended = await api.search({ what, base: dn, scope: 'base', filter, attributes }, row => rows.push(row), signal);
    switch (ended.code) {
      case Code.success: {
        const [row] = rows;
        return row === undefined ? { kind: 'none' } : { kind: 'row', row };
      }
      case Code.noSuchObject:
      case Code.invalidDnSyntax:
        return { kind: 'none' };
      case Code.referral:
        if (api.ways.referrals === 'ignore') return { kind: 'none' };
    }
    const error = resultError(ended, what, api.system);
    if (error.name === 'Unavailable') throw error;
    return { kind: 'unknown', why: error.message };
  }, signal);
}
