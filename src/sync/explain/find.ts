import { type AccountId, type PersonKey, type SourceName, splitPersonKey, type TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { TargetTrace } from '../trace/target-trace.js';
import { selvesIn } from './selves.js';

/** Who is meant: a person of one or several sources, or an account that no source has anybody for. */
export interface Subject {
  readonly name: string;
  readonly people: readonly PersonKey[];
  /** accounts that nobody has, by target */
  readonly accounts: ReadonlyMap<TargetName, AccountId>;
}

export interface Candidate {
  readonly name: string;
  /** the source or target that has them */
  readonly where: string;
  readonly id: string;
}

export type Found =
  | { readonly kind: 'one'; readonly subject: Subject }
  | { readonly kind: 'several'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'nobody' };

/** One name of somebody; `rank`: an id, login or username speaks louder than an e-mail, and that than a display name. */
interface Name {
  readonly text: string;
  readonly rank: 0 | 1 | 2;
  readonly of:
    | { readonly kind: 'person'; readonly key: PersonKey; readonly source: SourceName }
    | { readonly kind: 'account'; readonly target: TargetName; readonly id: AccountId };
}

/** Whom a login, username, e-mail, id or exact display name means, in every system that was read. Pure. */
export function findSubject(text: string, traces: readonly TargetTrace[]): Found {
  const hits = namesIn(traces).filter(name => nameKey(name.text) === nameKey(text));
  const best = hits.reduce((least, { rank }) => Math.min(least, rank), 9);
  const found = hits.filter(({ rank }) => rank === best);
  const people = found.flatMap(({ of }) => (of.kind === 'person' ? [of.key] : []));
  const accounts = found.flatMap(({ of }) => (of.kind === 'account' ? [of] : []));
  const owned = people.length > 0 ? people : accounts.flatMap(one => ownersOf(one, traces));
  if (owned.length > 0) return onePerson(text, owned, traces);
  if (accounts.length === 0) return { kind: 'nobody' };
  const byTarget = new Map(accounts.map(({ target, id }) => [target, id]));
  const isClear = accounts.every(({ target, id }) => byTarget.get(target) === id);
  if (!isClear)
    return {
      kind: 'several',
      candidates: accounts.map(({ target, id }) => ({ name: usernameOf(target, id, traces), where: target, id })),
    };
  const [first] = accounts;
  const name = first === undefined ? text : usernameOf(first.target, first.id, traces);
  return { kind: 'one', subject: { name, people: [], accounts: byTarget } };
}

/** Everything that somebody may be called by, for near misses. Pure. */
export const everyName = (traces: readonly TargetTrace[]): readonly string[] => [
  ...new Set(namesIn(traces).flatMap(({ text, rank }) => (text === '' || rank > 1 ? [] : [text]))),
];

/** People of several providers who are called so are explained together; two of one provider are two people. */
function onePerson(text: string, people: readonly PersonKey[], traces: readonly TargetTrace[]): Found {
  const selves = (key: PersonKey) => [...new Set(traces.flatMap(trace => selvesIn(trace, key)))];
  const groups: PersonKey[][] = [];
  for (const key of new Set(people)) if (!groups.some(group => group.includes(key))) groups.push(selves(key));
  const providers = groups.map(group => new Set(group.map(key => splitPersonKey(key).provider)));
  const isClear = providers.every((mine, at) => providers.every((other, to) => at === to || mine.isDisjointFrom(other)));
  if (!isClear) return { kind: 'several', candidates: [...new Set(people)].map(key => candidateOf(key, traces)) };
  const all = groups.flat();
  const name = all.map(key => nameOf(key, traces)).find(one => one !== undefined) ?? text;
  return { kind: 'one', subject: { name, people: all, accounts: new Map() } };
}

function candidateOf(key: PersonKey, traces: readonly TargetTrace[]): Candidate {
  const { provider, id } = splitPersonKey(key);
  const sources = traces.flatMap(({ providers }) => [...providers].flatMap(([name, one]) => (one === provider ? [name] : [])));
  return { name: nameOf(key, traces) ?? id, where: sources[0] ?? provider, id };
}

const nameOf = (key: PersonKey, traces: readonly TargetTrace[]): string | undefined =>
  traces.map(({ mapped }) => mapped.desired.people.get(key)?.record?.login).find(login => login !== undefined) ??
  traces.flatMap(({ links }) => links.flatMap(({ person, values }) => (person === key ? (values.username ?? []) : [])))[0];

const usernameOf = (target: TargetName, id: AccountId, traces: readonly TargetTrace[]): string =>
  traces.find(({ plan }) => plan.target === target)?.whole.accounts.get(id)?.username ?? id;

function ownersOf(
  { target, id }: { readonly target: TargetName; readonly id: AccountId },
  traces: readonly TargetTrace[],
): PersonKey[] {
  const holders = traces.find(({ plan }) => plan.target === target)?.correlated.holders.get(id);
  return holders === undefined ? [] : [...holders.values()];
}

const namesIn = (traces: readonly TargetTrace[]): Name[] => traces.flatMap(trace => [...peopleIn(trace), ...accountsIn(trace)]);

function peopleIn({ mapped, links, providers, syncs }: TargetTrace): Name[] {
  const linked = new Map(links.map(link => [link.person, link.values]));
  return [...mapped.desired.people.values()].flatMap(({ key, id, provider, record, values, owner }) => {
    const source = syncs.find(({ name }) => name === owner)?.from ?? [...providers].find(([, one]) => one === provider)?.[0];
    if (source === undefined) return [];
    const of = { kind: 'person', key, source } as const;
    const before = linked.get(key);
    const names = (rank: Name['rank'], ...texts: readonly (string | undefined)[]) =>
      texts.flatMap(text => (text === undefined || text === '' ? [] : [{ text, rank, of }]));
    return [
      ...names(0, id, record?.login, values.username, record === undefined ? before?.username : undefined),
      ...names(1, record?.email, values.email, record === undefined ? before?.email : undefined),
      ...names(2, record?.displayName, values.displayName),
    ];
  });
}

function accountsIn({ plan, whole }: TargetTrace): Name[] {
  return [...whole.accounts.values()].flatMap(({ id, username, email, displayName }): Name[] => {
    const of = { kind: 'account', target: plan.target, id } as const;
    return [
      { text: id, rank: 0, of },
      { text: username, rank: 0, of },
      ...(email === undefined || email === '' ? [] : [{ text: email, rank: 1 as const, of }]),
      { text: displayName, rank: 2, of },
    ];
  });
}
