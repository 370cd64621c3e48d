import { z } from 'zod';
import { StateError } from '../../errors.js';
import { splitPersonKey } from '../../model/ids.js';
import { exactly } from '../agreement.js';
import { AccountValuesSchema } from '../change-schema.js';
import { json, orNothing } from '../columns.js';
import type { Database } from '../database.js';
import { AccountIdText, PersonKeyText, SyncNameText, TargetNameText } from '../id-schema.js';
import type { Link, StateStore } from '../store.js';

export const LinkRow = exactly<Link>()(
  z.object({
    target: TargetNameText,
    person: PersonKeyText,
    account: AccountIdText,
    owner: orNothing(SyncNameText),
    how: z.enum(['matched', 'created', 'set']),
    values: json(AccountValuesSchema),
    status: z.enum(['open', 'closed']),
    deactivatedAt: orNothing(z.string()),
    accessCutAt: orNothing(z.string()),
    owed: json(z.array(z.string())),
    since: z.string(),
  }),
);

/** Who is which account (C1). One link per person and target; one open link per account. */
export const linkTable = (db: Database) =>
  ({
    async links(target) {
      return db.all(LinkRow, 'SELECT * FROM links WHERE target = ? ORDER BY person', target);
    },

    async putLink(link) {
      db.atomically(() => putLinkRow(db, link));
    },

    async putLinks(links) {
      db.atomically(() => {
        for (const link of links) putLinkRow(db, link);
      });
    },

    async forgetLink(target, person) {
      return db.run('DELETE FROM links WHERE target = ? AND person = ?', target, person) > 0;
    },
  }) satisfies Partial<StateStore>;

/** Throws StateError when another person of the same provider holds an open link to the account. */
export function putLinkRow(db: Database, link: Link): void {
  if (link.status === 'open') refuseSecondPerson(db, link);
  db.run(
    `INSERT OR REPLACE INTO links (target, person, account, owner, how, "values", status, deactivatedAt, accessCutAt, owed, since)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    link.target,
    link.person,
    link.account,
    link.owner ?? null,
    link.how,
    JSON.stringify(link.values),
    link.status,
    link.deactivatedAt ?? null,
    link.accessCutAt ?? null,
    JSON.stringify(link.owed),
    link.since,
  );
}

/** One account, one person of each provider (C4). Without this, `OR REPLACE` would drop the other's link to make room. */
function refuseSecondPerson(db: Database, { target, account, person }: Link): void {
  const others = db.all(
    z.object({ person: PersonKeyText }),
    `SELECT person FROM links WHERE target = ? AND account = ? AND status = 'open' AND person <> ?`,
    target,
    account,
    person,
  );
  const { provider } = splitPersonKey(person);
  const other = others.map(row => splitPersonKey(row.person)).find(found => found.provider === provider);
  if (!other) return;
  throw new StateError(
    `account ${account} of ${target} is already linked to person ${other.id} of ${provider}`,
    'One account belongs to one person of each provider. Forget the other link first: rollcall links forget.',
  );
}
