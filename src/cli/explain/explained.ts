import { nearest } from '../../config/suggest.js';
import { ConfigError } from '../../errors.js';
import type { TargetName } from '../../model/ids.js';
import type { JournalEntry } from '../../state/store.js';
import type { Explanation, GroupExplanation } from '../../sync/explain/explanation.js';
import { everyName, type Found, findSubject, type Subject } from '../../sync/explain/find.js';
import { everyGroup, explainGroup, groupsMeant, isSourceGroup } from '../../sync/explain/group.js';
import { explainPerson, personsIn } from '../../sync/explain/person.js';
import type { TargetTrace } from '../../sync/trace/target-trace.js';
import type { Session } from '../session.js';

type Traces = readonly TargetTrace[];

/** Why one person has what they have, out of what the plans recorded and the state remembers. Throws ConfigError. */
export async function explainUser(
  { store, now }: Pick<Session, 'store' | 'now'>,
  traces: Traces,
  user: string,
  group: string | undefined,
): Promise<Explanation> {
  const subject = subjectOf(user, findSubject(user, traces), traces);
  const names = group === undefined ? undefined : groupNames(group, traces);
  const journal = new Map<TargetName, readonly JournalEntry[]>();
  for (const trace of traces) journal.set(trace.plan.target, await journalOf(store, trace, subject));
  return explainPerson({
    ...{ subject, traces, journal, waiting: await store.waiting(), now: now() },
    group: group === undefined || names === undefined ? undefined : { asked: group, names },
  });
}

/** What makes a group, in every target that has to do with it. Throws ConfigError. */
export async function explainGroups(
  { store }: Pick<Session, 'store'>,
  traces: Traces,
  group: string,
): Promise<GroupExplanation[]> {
  const waiting = await store.waiting();
  const names = groupNames(group, traces);
  return traces.flatMap(trace => (names.get(trace.plan.target) ?? []).map(name => explainGroup(trace, name, waiting)));
}

async function journalOf(store: Session['store'], trace: TargetTrace, subject: Subject): Promise<readonly JournalEntry[]> {
  const entries = await Promise.all(personsIn(trace, subject).map(({ who }) => store.journalAbout(trace.plan.target, who)));
  return entries.flat();
}

const LOOKED_IN = 'Looked for it among logins, usernames, e-mail addresses, display names and ids, at every source and target.';

function subjectOf(user: string, found: Found, traces: Traces): Subject {
  switch (found.kind) {
    case 'one':
      return found.subject;
    case 'several': {
      const all = found.candidates.map(({ name, where, id }) => `${name} (${where}, id ${id})`);
      throw new ConfigError(`${all.length} people are called ${user}`, `Say which by the id: ${all.join('; ')}.`);
    }
    case 'nobody': {
      const near = nearest(user, everyName(traces));
      const meant = near.length === 0 ? '' : `Did you mean ${near.join(', ')}? `;
      throw new ConfigError(`nobody is called ${user}`, `${meant}${LOOKED_IN}`);
    }
  }
}

/** The target groups that are meant, by target: those of that name, or those that a source group leads to. Throws ConfigError. */
function groupNames(group: string, traces: Traces): ReadonlyMap<TargetName, readonly string[]> {
  const names = new Map(traces.map(trace => [trace.plan.target, groupsMeant(group, trace)] as const));
  if ([...names.values()].some(found => found.length > 0)) return names;
  if (traces.some(trace => isSourceGroup(group, trace)))
    throw new ConfigError(
      `${group} is a group of the source, and leads to no group of the target`,
      'No rule names it, and no pattern covers it. See groups in the config.',
    );
  const near = nearest(group, everyGroup(traces));
  const meant = near.length === 0 ? '' : `Did you mean ${near.join(', ')}? `;
  throw new ConfigError(`there is no group ${group}`, `${meant}Looked for it among the groups of every target and source.`);
}
