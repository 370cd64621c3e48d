import type { Person, SourceDirectory, SourcePeople } from '../model/directory.js';
import type { PersonId, SourceName } from '../model/ids.js';
import type { SyncRules } from '../model/rules.js';
import type { Reason } from '../model/wish.js';
import type { LookedUp } from '../sources/source.js';

/** What a run got from a source: its directory, or nothing that may be believed. */
export type Pulled =
  | {
      readonly kind: 'read';
      readonly source: SourceName;
      readonly directory: SourceDirectory;
      readonly lookedUp: ReadonlyMap<PersonId, LookedUp>;
      /** what a person who attends must know of it */
      readonly warning?: string;
    }
  /** in a run for some people: of nobody else does it say anything */
  | {
      readonly kind: 'some';
      readonly source: SourceName;
      readonly directory: SourcePeople;
      readonly lookedUp: ReadonlyMap<PersonId, LookedUp>;
      /** who of this provider the run is for */
      readonly asked: ReadonlySet<PersonId>;
      readonly warning?: string;
    }
  | { readonly kind: 'unread'; readonly source: SourceName; readonly why: string; readonly hint: string };

/** What a run for everybody got. */
export type PulledWhole = Exclude<Pulled, { kind: 'some' }>;

/** What one sync says of one person, before grace is considered (R5, U1, U2). */
export type Judgement =
  | { readonly kind: 'wanted'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'stated'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'inferred'; readonly why: string; readonly reasons: readonly Reason[] }
  | { readonly kind: 'unknown'; readonly why: string; readonly failedFilter?: string };

/** A row speaks for itself, also when the filter drops it; somebody without a row is what the look-up said, or unknown. */
export function judge(sync: SyncRules, pulled: Pulled, id: PersonId): Judgement {
  if (pulled.kind === 'unread') return { kind: 'unknown', why: `source ${pulled.source} could not be read` };
  const record = pulled.directory.people.get(id);
  return record === undefined ? judgeMissing(pulled, id) : judgeRecord(sync, pulled.source, record);
}

function judgeRecord(sync: SyncRules, source: SourceName, person: Person): Judgement {
  const { standing } = person;
  if (standing.kind === 'pending') return { kind: 'unknown', why: `${standing.status} in ${source}: not active yet` };
  if (standing.kind === 'inactive') return { kind: 'stated', reasons: [inactive(source, standing)] };
  const { filter } = sync.users;
  if (filter === undefined) return { kind: 'wanted', reasons: [] };
  const passes = filter.evaluate(person);
  if (passes.kind === 'failed')
    return { kind: 'unknown', why: `the filter failed: ${passes.problem}`, failedFilter: passes.problem };
  if (passes.value) return { kind: 'wanted', reasons: [] };
  return {
    kind: 'inferred',
    why: 'dropped by the filter',
    reasons: [{ kind: 'filteredOut', sync: sync.name, filter: filter.text }],
  };
}

function judgeMissing(pulled: Exclude<Pulled, { kind: 'unread' }>, id: PersonId): Judgement {
  const { source, directory, lookedUp } = pulled;
  const odd = directory.quarantined.find(row => row.id === id);
  if (odd !== undefined) return { kind: 'unknown', why: `its row at ${source} is not understood: ${odd.problem}` };
  const found = lookedUp.get(id);
  if (found === undefined) return { kind: 'unknown', why: `missing from ${source}, and was not looked up` };
  switch (found.kind) {
    case 'inactive':
      return { kind: 'stated', reasons: [inactive(source, found)] };
    case 'deleted':
      return { kind: 'stated', reasons: [{ kind: 'deleted', source }] };
    case 'outOfScope':
      // a row that cannot be identified may be this person's (R2); what the source states by id needs no row
      if (directory.quarantined.some(row => row.id === undefined))
        return { kind: 'unknown', why: `missing from ${source}, which also sent a row that cannot be identified` };
      return { kind: 'inferred', why: found.why, reasons: [{ kind: 'outOfScope', source, why: found.why }] };
    case 'present':
      return { kind: 'unknown', why: `${source} has this person, though its list did not` };
    case 'unknown':
      return { kind: 'unknown', why: `missing from ${source}, and the look-up failed: ${found.why}` };
  }
}

const inactive = (source: SourceName, { status, since }: { readonly status: string; readonly since?: string }): Reason =>
  since === undefined ? { kind: 'inactive', source, status } : { kind: 'inactive', source, status, since };
