import { splitPersonKey } from '../../model/ids.js';
import type { Link } from '../../state/store.js';
import { clean } from '../clean.js';
import { counted, day } from '../numbers.js';
import { renderBlocks } from './blocks.js';
import { grouped } from './fold.js';
import { type Paper, paint } from './paper.js';

/** A link with the names that its ids had when last seen, where they are known. */
export interface NamedLink {
  readonly link: Link;
  readonly login?: string;
  readonly username?: string;
}

/** Per target, who at the source is which account, since when, and how that came about. */
export function renderLinks(links: readonly NamedLink[], paper: Paper): string {
  if (links.length === 0) return 'no links';
  const targets = grouped(links, ({ link }) => link.target).map(same =>
    [
      paint(paper, 'strong', `${clean(same[0].link.target)} · ${counted(same.length, 'link')}`),
      ...renderBlocks(same.map(blockOf), 2, paper),
    ].join('\n'),
  );
  return targets.join('\n\n');
}

function blockOf({ link, login, username }: NamedLink) {
  const open = link.status === 'open';
  const since = [
    `${link.how} ${day(link.since)}`,
    ...(link.owner === undefined ? [] : [`by ${clean(link.owner)}`]),
    ...(open ? [] : ['closed']),
    ...(link.deactivatedAt === undefined ? [] : [`deactivated ${day(link.deactivatedAt)}`]),
    ...(link.accessCutAt === undefined ? [] : [`access cut ${day(link.accessCutAt)}`]),
  ];
  return {
    mark: open ? '=' : 'x',
    tone: open ? ('plain' as const) : ('faint' as const),
    subject: login ?? personText(link.person),
    rows: [{ what: `${username ?? link.account}`, why: since.join(', ') }],
  };
}

const personText = (person: Link['person']): string => splitPersonKey(person).id;
