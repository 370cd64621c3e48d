import { splitPersonKey } from '../../../src/model/ids.js';
import type { Link } from '../../../src/state/store.js';
import { JIRA } from '../../directories.js';
import { isUntouchable } from '../../expected/groups.js';
import type { End } from '../../expected/index.js';
import { fold } from '../../expected/names.js';
import { standingOf } from '../../expected/people.js';
import { hold } from './broken.js';
import { type Company, endOfCompany } from './company.js';
import type { Judgement } from './judgement.js';
import { withinLimits } from './limits.js';
import type { Attempt, Ended } from './run.js';
import { isInForce, type Site } from './site.js';
import { isRecognisable } from './truth.js';

/** What must hold after a process has ended, however it did; `before`: the links it began with. */
export async function check(site: Site, { attended, undo }: Attempt, ended: Ended, before: readonly Link[]): Promise<void> {
  withinLimits(site.truth, ended.run, attended, site.company);
  await checkLinks(site, ended, before);
  await checkJournal(site, ended);
  if (!ended.isWhole || site.company.isTargetDown) return;
  await checkMemory(site);
  const isPinned = (await site.store.pins(JIRA)).length > 0;
  const isFree = attended && undo === undefined && site.company.guards === 'loose' && !isInForce(site) && !isPinned;
  if (isFree) reached(ended, site.company);
}

/** A person keeps the account; a link ends only with it (C1, C5). */
async function checkLinks({ store, company, truth }: Site, { judgement }: Ended, before: readonly Link[]): Promise<void> {
  const now = new Map((await store.links(JIRA)).map(link => [link.person, link]));
  for (const link of before) {
    const after = now.get(link.person);
    hold('nothing lost', after?.account === link.account, () => `the link of ${link.person} moved to ${after?.account}`);
    const account = company.accounts.get(link.account);
    const isGone = account === undefined || account.kind === 'anonymised';
    hold(
      'nothing lost',
      after?.status === link.status || isGone,
      () => `the link of ${link.person} closed, and ${link.account} is there`,
    );
    now.delete(link.person);
  }
  for (const { person, account } of now.values()) {
    const { id } = splitPersonKey(person);
    const isMade = truth.made.get(id)?.some(one => one.id === account) === true;
    const isMatched = judgement?.accounts.accountOf.get(id)?.id === account;
    hold('only what is ours', isMade || isMatched, () => `${id} is linked to ${account}, which is not known to be theirs`);
  }
}

/** Each change that happened is in the journal, with what came of it; what is open is of a run that did not end (A2). */
async function checkJournal({ store, truth, company }: Site, { run, isDead }: Ended): Promise<void> {
  const record = await store.run(await runIdOf(store, run));
  if (record === undefined) {
    hold('journal', isDead || company.isTargetDown, () => `run ${run} has no record`);
    return;
  }
  hold('journal', (record.result === 'open') === isDead || record.result !== 'open', () => `run ${run} is left ${record.result}`);
  const entries = await store.journal(record.id);
  const deeds = truth.done.filter(one => one.run === run);
  for (const { command } of deeds) {
    const entry = entries.find(({ change }) => change.id === command.id);
    hold('journal', entry !== undefined, () => `${command.id} happened, and the journal does not know`);
    const isSaid = entry?.outcome?.kind === 'applied' || (entry?.outcome === undefined && record.result !== 'done');
    hold('journal', isSaid, () => `${command.id} happened, and the journal says ${entry?.outcome?.kind}`);
  }
  for (const { change, outcome } of entries)
    if (outcome?.kind === 'applied')
      hold(
        'journal',
        deeds.some(({ command }) => command.id === change.id),
        () => `${change.id} did not happen, and the journal says so`,
      );
}

const runIdOf = async (store: Site['store'], run: number) => {
  const found = (await store.runs(10_000)).find(({ id }) => id === run);
  return found?.id ?? (await import('../../../src/model/ids.js')).runId(run);
};

/** What rollcall gave or ended is remembered, whatever died in between (A2, U6, G5). */
async function checkMemory({ store, truth, company }: Site): Promise<void> {
  const ledger = new Set((await store.ledger(JIRA)).map(({ group, account }) => `${group} ${account}`));
  for (const row of truth.grants)
    hold('nothing lost', ledger.has(row), () => `the membership ${row} was given, and is forgotten`);
  for (const row of ledger)
    hold('only what is ours', truth.mayBeGrants.has(row), () => `the ledger has ${row}, which was never given`);
  for (const { name } of await store.managedGroups(JIRA))
    hold('only what is ours', truth.ours.has(fold(name)), () => `the group ${name} counts as ours, and nobody said so`);
  const links = await store.links(JIRA);
  for (const { account, deactivatedAt, status } of links)
    if (truth.off.has(account) && status === 'open')
      hold('nothing lost', deactivatedAt !== undefined, () => `${account} was switched off by rollcall, and that is forgotten`);
  for (const [person, accounts] of truth.made)
    for (const account of accounts)
      if (isRecognisable(account, company))
        hold(
          'nothing lost',
          links.some(link => splitPersonKey(link.person).id === person && link.account === account.id),
          () => `${account.id} was made for ${person}, and that is forgotten`,
        );
}

/** G7: who is wanted got the groups for new users, however often a run died in between. */
export function paidAll({ truth, company }: Site, { world, accounts }: Judgement): void {
  for (const [account, names] of truth.owed)
    for (const name of names) {
      const owner = accounts.ownerOf.get(account);
      const team = company.teams.get(name);
      const isDue =
        owner !== undefined && standingOf(owner, world) === 'wanted' && company.accounts.get(account)?.active === true;
      const isOpen = team !== undefined && !team.readOnly && !isUntouchable(account, world);
      hold(
        'nothing lost',
        !isDue || !isOpen || team.members.has(account),
        () => `${account} is owed ${name}, and that is forgotten`,
      );
    }
}

/** An attended run with nothing held reaches exactly what the simple model says. */
function reached({ judgement, made, planned }: Ended, company: Company): void {
  const isStopped = company.onTrip === 'stop' && planned?.plans.some(({ held }) => held.length > 0);
  if (judgement === undefined || isStopped) return;
  const end = endOfCompany(company);
  const called = (id: string) => made.get(id) ?? id;
  const got = text({
    accounts: end.accounts.map(one => ({ ...one, id: called(one.id) })),
    groups: Object.fromEntries(Object.entries(end.groups).map(([name, ids]) => [name, ids.map(called)])),
  });
  const wanted = text(judgement.end);
  const held = planned?.plans.flatMap(plan => plan.held.map(({ change, reason }) => `${change.id}: ${reason}`));
  hold('convergence', got.join('\n') === wanted.join('\n'), () =>
    [
      'the target is not what the rules say',
      ...got.filter(line => !wanted.includes(line)).map(line => `  there:  ${line}`),
      ...wanted.filter(line => !got.includes(line)).map(line => `  wanted: ${line}`),
      `  held: ${held?.join('; ')}`,
    ].join('\n'),
  );
}

const text = ({ accounts, groups }: End): string[] => [
  ...accounts.map(({ id, username, email, name, active }) => JSON.stringify([id, username, email, name, active])).toSorted(),
  ...Object.entries(groups)
    .map(([name, ids]) => `${name}: ${[...ids].toSorted().join(' ')}`)
    .toSorted(),
];
