import type { Members, SomeMembers } from '../../model/directory.js';
import { type PersonId, type PersonKey, type SourceName, splitPersonKey } from '../../model/ids.js';
import type { Pulled } from '../judge.js';
import type { TargetTrace } from '../trace/target-trace.js';
import type { SourceRecord } from './explanation.js';

/** What every source has of the person, and how fresh that is; sources that never had them are left out where another has. Pure. */
export function recordsOf(traces: readonly TargetTrace[], people: readonly PersonKey[]): readonly SourceRecord[] {
  const sources = new Map<SourceName, SourceRecord[]>();
  for (const { pulled, providers } of traces)
    for (const [name, one] of pulled) {
      const mine = people.map(splitPersonKey).filter(({ provider }) => provider === providers.get(name));
      if (!sources.has(name))
        sources.set(
          name,
          mine.map(({ id }) => recordIn(one, id)),
        );
    }
  return [...sources.values()].flat();
}

function recordIn(pulled: Pulled, id: PersonId): SourceRecord {
  const { source } = pulled;
  if (pulled.kind === 'unread') return { source, readAt: undefined, state: { kind: 'unread', why: pulled.why }, groups: [] };
  const { people, quarantined, groups, evidence } = pulled.directory;
  const { readAt } = evidence;
  const within = [...groups.values()].filter(({ members }) => has(members, id)).map(({ name }) => name);
  const found = people.get(id);
  const odd = quarantined.find(row => row.id === id);
  const common = { source, readAt, groups: within.toSorted() };
  if (found !== undefined) {
    const { login, email, displayName, standing } = found;
    return { ...common, state: { kind: 'found', id, login, email, displayName, standing } };
  }
  if (odd !== undefined) return { ...common, state: { kind: 'notUnderstood', problem: odd.problem } };
  return { ...common, state: { kind: 'absent', lookedUp: pulled.lookedUp.get(id) } };
}

const has = (members: Members<PersonId> | SomeMembers<PersonId>, id: PersonId): boolean =>
  (members.kind === 'read' || members.kind === 'some') && members.ids.has(id);
