import { Interrupted, SyncError } from '../../errors.js';
import type { Person } from '../../model/directory.js';
import { type PersonId, type PersonKey, personKey, type SourceName, splitPersonKey } from '../../model/ids.js';
import type { SyncRules } from '../../model/rules.js';
import type { FoundPeople, Source, Whom } from '../../sources/source.js';
import { anotherProvider } from '../identity.js';
import type { Pulled } from '../judge.js';
import type { RunContext } from '../run.js';
import type { AskedPeople } from './asked.js';
import { linkedAs, openLinks, withSharers } from './named.js';

type Context = Pick<RunContext, 'sources' | 'targets' | 'store' | 'emit' | 'signal'>;
type Answer = FoundPeople | Extract<Pulled, { kind: 'unread' }>;

export interface AskResult {
  readonly people: AskedPeople;
  /** logins that nobody knows who could be asked */
  readonly unknown: readonly string[];
}

/** What the sources of these syncs say of some people, each asked for them alone. Rejects only when interrupted, or with a bug. */
export async function askPeople(context: Context, logins: readonly string[], syncs: readonly SyncRules[]): Promise<AskResult> {
  const links = await openLinks(context.store, context.targets);
  const needed = context.sources.map(({ source }) => source).filter(({ name }) => syncs.some(({ from }) => from === name));
  const linked = new Map(logins.map(login => [login, linkedAs(login, links)]));
  const known = withSharers(
    [...linked.values()].flatMap(one => [...one]),
    links,
  );
  const first = await askAll(context, needed, source => ({ ids: idsAt(source, known), logins, alike: [] }));
  const called = (login: string) => [...(linked.get(login) ?? []), ...needed.flatMap(source => foundAs(login, source, first))];
  const people = withSharers(logins.flatMap(called), links);
  const answers = needed.length < 2 ? first : await askAgain(context, needed, { logins, people, accounts: [] }, first);
  const pulledOf = (got: Answers) => new Map(needed.map(source => [source.name, asPulled(source, people, got)]));
  return {
    people: {
      ...{ kind: 'sync', logins, people, pulled: pulledOf(answers) },
      alsoLike: async accounts => pulledOf(await askAgain(context, needed, { logins, people, accounts }, answers)),
    },
    unknown: logins.filter(login => called(login).length === 0),
  };
}

type Answers = ReadonlyMap<SourceName, Answer>;

interface Again extends Pick<AskedPeople, 'logins' | 'people'> {
  readonly accounts: readonly Pick<Person, 'login' | 'email'>[];
}

/** Each source is asked for those, too, who could be taken for one of these accounts, or for somebody whom another one has (C2, C4). */
async function askAgain(
  context: Context,
  needed: readonly Source[],
  { logins, people, accounts }: Again,
  first: Answers,
): Promise<Answers> {
  const rows = needed.flatMap(source => {
    const answer = first.get(source.name);
    const found = answer === undefined || 'kind' in answer ? [] : [...answer.directory.people.values()];
    return found.filter(({ id }) => people.has(personKey(source.provider, id))).map(person => ({ source, person }));
  });
  const isRead = ({ name }: Source) => !('kind' in (first.get(name) ?? {}));
  const again = await askAll(context, needed.filter(isRead), source => ({
    ids: idsAt(source, people),
    logins,
    alike: [...accounts, ...rows.filter(row => row.source.provider !== source.provider).map(({ person }) => person)],
  }));
  return new Map([...first, ...again]);
}

const idsAt = ({ provider }: Source, people: Iterable<PersonKey>): PersonId[] =>
  [...people]
    .map(splitPersonKey)
    .filter(person => person.provider === provider)
    .map(({ id }) => id);

function foundAs(login: string, { name, provider }: Source, answers: Answers): PersonKey[] {
  const answer = answers.get(name);
  return answer === undefined || 'kind' in answer ? [] : (answer.byLogin.get(login) ?? []).map(id => personKey(provider, id));
}

async function askAll(context: Context, sources: readonly Source[], whom: (source: Source) => Whom) {
  const answers = sources.map(async source => [source.name, await askOne(context, source, whom(source))] as const);
  return new Map<SourceName, Answer>(await Promise.all(answers));
}

async function askOne({ sources, store, emit, signal }: Context, source: Source, whom: Whom): Promise<Answer> {
  const { name } = source;
  emit({ kind: 'pullStarted', source: name });
  try {
    const another = anotherProvider(source, sources, await store.identities());
    if (another !== undefined) throw new OtherOrg(another, 'Say so once in an attended run: rollcall apply.');
    const onProgress = (progress: { what: string; done: number }) => emit({ kind: 'pullProgress', source: name, ...progress });
    const found = await source.pullPeople(whom, { signal, onProgress });
    const { people, groups, quarantined, evidence } = found.directory;
    const counts = { people: people.size, groups: groups.size, quarantined: quarantined.length, calls: evidence.calls };
    emit({ kind: 'pulled', source: name, ...counts });
    return found;
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    emit({ kind: 'pullFailed', source: name, problem: error.message, hint: error.hint });
    return { kind: 'unread', source: name, why: error.message, hint: error.hint };
  }
}

class OtherOrg extends SyncError {
  override readonly name = 'OtherOrg';
}

function asPulled(source: Source, people: ReadonlySet<PersonKey>, answers: Answers): Pulled {
  const answer = answers.get(source.name);
  if (answer === undefined || 'kind' in answer)
    return answer ?? { kind: 'unread', source: source.name, why: 'it was not asked', hint: 'Run again.' };
  const { directory, lookedUp } = answer;
  return { kind: 'some', source: source.name, directory, lookedUp, asked: new Set(idsAt(source, people)) };
}
