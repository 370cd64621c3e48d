import { splitPersonKey } from '../../../src/model/ids.js';
import type { Sighting, StateStore } from '../../../src/state/store.js';
import { JIRA } from '../../directories.js';
import { isUntouchable } from '../../expected/groups.js';
import { type End, expectedEnd, type World } from '../../expected/index.js';
import { fold } from '../../expected/names.js';
import { type Accounts, accountsOf } from '../../expected/people.js';
import { type Company, worldOf } from './company.js';

/** What a run that plans now may do, said by the simple model: the world as it is, and what it must be like afterwards. */
export interface Judgement {
  readonly world: World;
  readonly accounts: Accounts;
  readonly end: End;
}

export const READS = 2;
export const GRACE_MS = 3_600_000;

interface Evidence {
  readonly sightings: readonly Sighting[];
  /** of whom the source was asked by id */
  readonly asked: ReadonlySet<string>;
  readonly isSourceRead: boolean;
}

export async function judge(company: Company, store: StateStore, evidence: Evidence): Promise<Judgement> {
  const links = await store.links(JIRA);
  const managed = await store.managedGroups(JIRA);
  const rows = await store.ledger(JIRA);
  const memory: World['memory'] = {
    links: links.map(({ person, account, values, deactivatedAt, status }) => ({
      person: splitPersonKey(person).id,
      account,
      username: values.username ?? '',
      switchedOffByUs: deactivatedAt !== undefined,
      closed: status === 'closed',
    })),
    ledger: rows.map(({ group, account, by }) => ({ group, account, by: ruleOf(by, company) })),
    adopted: managed.map(({ name }) => name),
    unsettled: rows.filter(({ by }) => isOfGoneRules(by, company)).map(({ group }) => group),
    graceOver: evidence.sightings.filter(one => isOver(one, company)).map(({ person }) => splitPersonKey(person).id),
  };
  const plain = worldOf({ ...company, isSourceDown: !evidence.isSourceRead }, memory, evidence.asked);
  const world = withKeptNames(plain, managed);
  const end = withOwed(expectedEnd(world), world, links);
  return { world, accounts: accountsOf(world), end };
}

const isOver = ({ since, reads }: Sighting, { now }: Company) => reads >= READS && now >= Date.parse(since) + GRACE_MS;

/** G11: what only retired rules gave is kept, like what `newUsers` gave. */
function ruleOf(by: readonly string[], company: Company): string {
  return by.includes('defaults.newUsers') || isOfGoneRules(by, company) ? 'newUsers' : (by[0] ?? '');
}

function isOfGoneRules(by: readonly string[], { config: { groups } }: Company): boolean {
  const known = [...groups.manual, ...groups.onTheFly].map(({ id }) => `staff ${id}`).concat('staff defaults.allUsers');
  return by.length > 0 && !by.includes('defaults.newUsers') && !by.some(rule => known.includes(rule));
}

type Managed = Awaited<ReturnType<StateStore['managedGroups']>>;
type WorldGroup = World['source']['groups'][number];

/** G8: a renamed source group keeps the target group that it has; said as a name and a rule of its own, before the others. */
function withKeptNames(world: World, managed: Managed): World {
  const { groups } = world.config;
  const kept = new Map(
    world.source.groups.flatMap(group => {
      const to = keptName(group, world, managed);
      return to === undefined ? [] : [[group.id, to] as const];
    }),
  );
  if (kept.size === 0) return world;
  const named = world.source.groups.flatMap((group): WorldGroup[] => {
    if (!kept.has(group.id)) return [group];
    const own = { ...group, name: `kept-${group.id}` };
    const isAlone = world.source.groups.filter(({ name }) => fold(name) === fold(group.name)).length === 1;
    // namesakes stay namesakes, under both names
    return isAlone ? [own] : [own, { ...own, id: `${group.id} again` }, { ...group, id: `${group.id} before`, members: [] }];
  });
  const rules = [...kept].map(([id, to]) => ({ id: groups.onTheFly[0]?.id ?? '', match: `kept-${id}`, to }));
  return {
    ...world,
    source: { ...world.source, groups: named },
    config: { ...world.config, groups: { ...groups, onTheFly: [...rules, ...groups.onTheFly] } },
  };
}

const matches = (text: string, name: string): boolean =>
  text.startsWith('/') ? new RegExp(text.slice(1, -1), 'iu').test(name.normalize('NFC')) : fold(text) === fold(name);

function keptName({ id, name }: WorldGroup, { config: { groups } }: World, managed: Managed): string | undefined {
  const isOthers = [...groups.exclude, ...groups.manual.flatMap(({ from }) => from)].some(text => matches(text, name));
  const whole = ({ match }: { readonly match: string }) => new RegExp(`^(?:${match})$`, 'iu').exec(name.normalize('NFC'));
  const rule = groups.onTheFly.find(one => whole(one) !== null);
  if (rule === undefined || isOthers) return undefined;
  const computed = rule.to === undefined ? name : rule.to.replace('{team}', whole(rule)?.groups?.team ?? '');
  const isKept = (one: Managed[number]) => {
    const before = one.from.find(from => from.id === id);
    return before !== undefined && before.name !== name && fold(one.name) !== fold(computed);
  };
  return computed.trim() === '' ? undefined : managed.find(isKept)?.name;
}

/** G7: what a broken run still owes to an account that it made. */
function withOwed(end: End, world: World, links: Awaited<ReturnType<StateStore['links']>>): End {
  const owed = links.flatMap(({ person, account, owed: names, status }) => {
    const id = splitPersonKey(person).id;
    const isActive = end.accounts.some(one => one.id === account && one.active);
    const isWanted =
      world.source.read && world.source.people.some(one => one.id === id && one.standing === 'active' && one.filter === 'passes');
    return status === 'open' && isActive && isWanted && !isUntouchable(account, world)
      ? names.map(name => ({ name: fold(name), account }))
      : [];
  });
  const groups: Record<string, readonly string[]> = { ...end.groups };
  for (const { name, account } of owed) {
    const before = groups[name];
    const isWritable = !world.target.groups.some(group => fold(group.name) === name && group.readOnly);
    const isRule = world.config.groups.newUsers.some(one => fold(one) === name);
    if (before !== undefined && isRule && isWritable && !before.includes(account)) groups[name] = [...before, account].toSorted();
  }
  return { ...end, groups };
}
