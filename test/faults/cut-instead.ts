import type { AccountId } from '../../src/model/ids.js';
import { changesOf } from '../../src/model/plan.js';
import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { endOf } from '../bad-days/memory.js';
import type { Ran } from '../bad-days/runs.js';

type End = Awaited<ReturnType<typeof endOf>>;

/** Accounts that a run means to switch off, for they belong to leavers. */
export const leaversIn = ({ planned }: Ran): ReadonlySet<AccountId> =>
  new Set(
    (planned?.plans ?? []).flatMap(changesOf).flatMap(change => (change.kind === 'deactivateUser' ? [change.account.id] : [])),
  );

/**
 * U4: when what a leaver leads could not be handed over, Jira refuses the switch-off, and access is cut at once instead. That
 * takes the leaver out of the groups that let people in; the next run switches off, and they stay out.
 */
export const cutIn = ({ result }: Ran): readonly AccountId[] =>
  (result?.applied ?? [])
    .flatMap(({ changes }) => changes)
    .flatMap(({ change }) => (change.kind === 'cutAccess' ? [change.account.id] : []));

/** What a cut of access asks of Jira. */
export const cutting = (jira: JiraEmulator, accounts: Iterable<AccountId>): string[] =>
  [...accounts].flatMap(id => [`${id} signed out`, ...accessGroups(jira).map(group => `${id} out of ${group}`)]);

/** The end of a day, were these accounts in no group that lets people in. */
export function withoutAccess({ jira: content, ledger, ...end }: End, jira: JiraEmulator, accounts: Iterable<AccountId>): End {
  const names = new Set([...accounts].map(id => jira.users.get(id)?.name ?? id));
  const groups = accessGroups(jira);
  const isCut = (row: string) => {
    const [group = '', name = ''] = row.split(' ');
    return groups.includes(group) && names.has(name);
  };
  const cut = (line: string) => {
    const [group = '', members = ''] = line.split(': ');
    const left = members.split(' ').filter(name => !names.has(name));
    return groups.includes(group) ? `${group}: ${left.join(' ')}` : line;
  };
  return { ...end, jira: { ...content, groups: content.groups.map(cut) }, ledger: ledger.filter(row => !isCut(row)) };
}

const accessGroups = ({ applicationRoles }: JiraEmulator): string[] =>
  [...applicationRoles.values()].flatMap(({ groups }) => groups);
