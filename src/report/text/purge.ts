import { splitPersonKey } from '../../model/ids.js';
import type { Purge } from '../../state/store.js';
import { clean } from '../clean.js';
import { type Paper, paint } from './paper.js';

/** Whom the history knows by these ids and names, before they are taken out of it. */
export function renderPurge({ people, accounts, names }: Purge, paper: Paper): string {
  const ids = people.map(splitPersonKey).map(({ provider, id }) => `${clean(id)} of ${clean(provider)}`);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['people', ids],
    ['accounts', accounts.map(({ target, account }) => `${clean(account)} of ${clean(target)}`)],
    ['names', names.map(clean)],
  ];
  return [
    paint(paper, 'strong', 'To be taken out of the history'),
    ...rows.filter(([, all]) => all.length > 0).map(([what, all]) => `  ${what.padEnd(9)} ${all.join(', ')}`),
  ].join('\n');
}
