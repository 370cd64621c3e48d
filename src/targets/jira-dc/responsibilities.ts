import type { Responsibility } from '../../model/change.js';
import type { Account, TargetDirectory } from '../../model/directory.js';
import type { AccountId, NameKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { findLeads, type Lead, labelOf } from './leads.js';
import { findUser } from './lookup.js';
import { accountOf } from './schema.js';
import type { Session } from './session.js';

/** What leavers lead, and who takes over by the settings (U4). */
export async function readResponsibilities(
  session: Session,
  accounts: readonly AccountId[],
  directory: TargetDirectory,
  options: ReadOptions,
): Promise<readonly Responsibility[]> {
  const leavers = new Set(accounts);
  if (leavers.size === 0) return [];
  const leads = await findLeads(session, leavers, options);
  const byName = new Map([...directory.accounts.values()].map(account => [nameKey(account.username), account]));
  for (const heir of heirsOf(session)) if (!byName.has(nameKey(heir))) await addHeir(session, heir, byName, options);
  return leads.map(lead => ({
    id: idOf(lead),
    label: labelOf(lead),
    holder: lead.holder,
    successor: successorOf(session, lead, name => byName.get(nameKey(name)), leavers),
  }));
}

const heirsOf = ({ settings: { leads } }: Session): readonly string[] =>
  [leads.project, leads.component].filter(name => name !== undefined && name !== null);

/** A read of some accounts only need not have the successor's among them. */
async function addHeir(session: Session, username: string, byName: Map<NameKey, Account>, { signal }: ReadOptions) {
  const found = await findUser(session, { username }, signal);
  if (found !== undefined) byName.set(nameKey(username), accountOf(found));
}

const idOf = (lead: Lead) => (lead.kind === 'project' ? `project:${lead.key}` : `component:${lead.id}`);

/** The other way round: what a change of a saved plan speaks of. */
export function partsOf(responsibility: string): { kind: 'project' | 'component'; id: string } | undefined {
  const [, kind, id] = /^(project|component):(.+)$/.exec(responsibility) ?? [];
  if (id === undefined) return undefined;
  return { kind: kind === 'project' ? 'project' : 'component', id };
}

function successorOf(
  { settings }: Session,
  { kind }: Lead,
  find: (username: string) => Account | undefined,
  leavers: ReadonlySet<AccountId>,
): Responsibility['successor'] {
  const username = settings.leads[kind];
  if (username === null) return { kind: 'clear' };
  if (username === undefined) return none(`\`leads.${kind}\` is not set`);
  const successor = find(username);
  if (successor === undefined) return none(`${username} (\`leads.${kind}\`) has no account here`);
  if (!successor.active) return none(`${username} (\`leads.${kind}\`) is inactive`);
  if (leavers.has(successor.id)) return none(`${username} (\`leads.${kind}\`) is leaving too`);
  return { kind: 'account', username: successor.username };
}

const none = (why: string) => ({ kind: 'none', why }) as const;
