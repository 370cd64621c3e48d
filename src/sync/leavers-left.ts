import type { AccountId, PersonKey, ProviderId, SourceName, TargetName } from '../model/ids.js';
import { splitPersonKey } from '../model/ids.js';
import type { GuardName } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import type { Link, Sighting, Waiting } from '../state/store.js';
import { endsSomebody } from './waiting.js';

/** Why a leaver still has the account. */
export type LeaverWait =
  /** missing at the source, in `reads` complete reads of the `needed`; `until`: ISO time at which the grace is over */
  | { readonly kind: 'inGrace'; readonly until: string; readonly reads: number; readonly needed: number }
  /** the grace is over, and the next run acts */
  | { readonly kind: 'due' }
  | { readonly kind: 'held'; readonly guard: GuardName; readonly reason: string }
  | { readonly kind: 'failed' | 'notRun' | 'stale'; readonly reason: string };

/** Somebody who must lose an account and has not yet (U2 to U4). */
export interface LeaverLeft {
  readonly target: TargetName;
  /** as the account is called, as far as known */
  readonly name: string;
  readonly person: PersonKey | undefined;
  /** ISO time since when it waits; in grace: since when the person is missing */
  readonly since: string;
  readonly because: readonly LeaverWait[];
  /** the account is switched on still, and lets nobody in any more (U4) */
  readonly accessCutAt: string | undefined;
  /** their source, where its last read failed: nothing is inferred meanwhile */
  readonly unread: SourceName | undefined;
}

export interface LeaversInput {
  readonly sources: readonly { readonly name: SourceName; readonly provider: ProviderId }[];
  readonly syncs: readonly (Pick<SyncRules, 'name' | 'from' | 'to'> & { readonly users: Pick<SyncRules['users'], 'leavers'> })[];
  readonly links: readonly Link[];
  readonly sightings: readonly Sighting[];
  readonly waiting: readonly Waiting[];
  /** the last whole read of a system (ISO time), and whether a newer one failed */
  readonly lastRead: (system: SourceName | TargetName) => { readonly run: number; readonly at: string } | undefined;
  readonly isUnread: (source: SourceName) => boolean;
  readonly now: string;
}

/** Every leaver who is not done, oldest first: whose end was left undone, and who is in grace. Pure. */
export function leaversLeft(input: LeaversInput): readonly LeaverLeft[] {
  const undone = leftUndone(input);
  const known = new Set(undone.map(({ target, person }) => `${target} ${person}`));
  const graced = input.links.flatMap(link => (known.has(`${link.target} ${link.person}`) ? [] : inGrace(link, input)));
  return [...undone, ...graced].toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
}

function leftUndone({ waiting, links, ...input }: LeaversInput): LeaverLeft[] {
  const linkOf = new Map(links.map(link => [`${link.target} ${link.account}`, link]));
  const byAccount = Map.groupBy(
    waiting.filter(({ change }) => endsSomebody(change)),
    accountKey,
  );
  return [...byAccount].flatMap(([key, rows]) => {
    const [first] = rows;
    if (first === undefined || !('account' in first.change)) return [];
    const link = linkOf.get(key);
    return [
      {
        target: first.target,
        name: first.change.account.username,
        person: link?.person,
        since: rows.reduce((oldest, { since }) => (since < oldest ? since : oldest), first.since),
        because: distinct(rows.map(waitOf)),
        accessCutAt: link?.accessCutAt,
        unread: link && unreadSource(link, input),
      },
    ];
  });
}

const accountKey = ({ target, change }: Waiting): string => `${target} ${accountOf(change) ?? change.id}`;

const accountOf = (change: Waiting['change']): AccountId | undefined =>
  'account' in change && change.account.kind === 'existing' ? change.account.id : undefined;

const waitOf = ({ why, guard, reason }: Waiting): LeaverWait =>
  why === 'held' && guard !== undefined ? { kind: 'held', guard, reason } : { kind: why === 'held' ? 'notRun' : why, reason };

/** The memberships of one leaver wait for one reason. */
const distinct = (waits: readonly LeaverWait[]): LeaverWait[] => [
  ...new Map(waits.map(wait => [JSON.stringify(wait), wait])).values(),
];

/** Seen missing by every sync that might want the person here (U2). Ended already, or not to be ended: nothing is left to do. */
function inGrace(link: Link, input: LeaversInput): LeaverLeft[] {
  const { sources, syncs, sightings } = input;
  const { provider } = splitPersonKey(link.person);
  const mine = new Set(sources.flatMap(source => (source.provider === provider ? [source.name] : [])));
  const feeding = syncs.filter(({ from, to }) => mine.has(from) && to.includes(link.target));
  const owner = feeding.find(({ name }) => name === link.owner) ?? feeding[0];
  if (link.status === 'closed' || link.deactivatedAt !== undefined || owner?.users.leavers.action === 'keep') return [];
  const seen = feeding.flatMap(sync => {
    const sighting = sightings.find(({ person, sync: name }) => person === link.person && name === sync.name);
    return sighting === undefined ? [] : [{ sync, sighting }];
  });
  const [first] = seen;
  if (first === undefined || seen.length < feeding.length) return [];
  const wait = seen.map(one => graceOf(one, link.target, input)).find(one => one !== undefined);
  if (wait === undefined) return [];
  const name = link.values.username ?? link.values.email ?? splitPersonKey(link.person).id;
  const since = seen.reduce((oldest, { sighting }) => (sighting.since < oldest ? sighting.since : oldest), first.sighting.since);
  return [
    {
      ...{ target: link.target, name, person: link.person, since, because: [wait] },
      ...{ accessCutAt: link.accessCutAt, unread: unreadSource(link, input) },
    },
  ];
}

/** undefined: the grace was over when the target was last planned, so that what had to be done was done, or waits under its own name. */
function graceOf(
  { sync, sighting }: { readonly sync: LeaversInput['syncs'][number]; readonly sighting: Sighting },
  target: TargetName,
  { lastRead, now }: LeaversInput,
): LeaverWait | undefined {
  const { reads, atLeastMs } = sync.users.leavers.after;
  const over = Date.parse(sighting.since) + atLeastMs;
  const isOver = (at: string) => sighting.reads >= reads && Date.parse(at) >= over;
  const pulled = lastRead(sync.from);
  const planned = lastRead(target);
  const wasPlanned = pulled !== undefined && planned !== undefined && planned.run >= pulled.run;
  if (wasPlanned && isOver(pulled.at)) return undefined;
  if (isOver(now)) return { kind: 'due' };
  return { kind: 'inGrace', until: new Date(over).toISOString(), reads: sighting.reads, needed: reads };
}

const unreadSource = ({ person }: Link, { sources, isUnread }: Pick<LeaversInput, 'sources' | 'isUnread'>) =>
  sources.find(({ name, provider }) => provider === splitPersonKey(person).provider && isUnread(name))?.name;
