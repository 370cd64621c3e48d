import type { PersonKey, SyncName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Note } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import { type AttributeName, attributeNames, type DesiredPerson } from '../model/wish.js';
import type { Match } from './correlate.js';
import { makerOf } from './opinions.js';

export interface NewcomersInput {
  readonly people: Iterable<DesiredPerson>;
  readonly matches: ReadonlyMap<PersonKey, Match>;
  readonly syncs: readonly SyncRules[];
  /** how the target would store a value: comparison is on that (U8) */
  readonly stored: (attribute: AttributeName, value: string) => string;
  /** a sync's turn to speak: the lower, the earlier */
  readonly turn: (sync: SyncName) => number;
}

export interface Newcomers {
  /** of several providers, for whom one account is made */
  readonly together: readonly (readonly DesiredPerson[])[];
  readonly conflicts: readonly Extract<Note, { kind: 'conflict' }>[];
}

/** An account that is to be made: for the first, and for those whose match keys would find it. */
type Made = [DesiredPerson, ...DesiredPerson[]];

const FITS_SEVERAL = 'the match keys fit several people who are to be created';
const RIVALS = 'several people of one provider fit the account that is to be created for somebody else';

/**
 * Those of several providers whom nobody has an account for yet, and whose match keys would find the one that is made. Never a
 * guess: who fits two who are to be made is in conflict, and so are two of one provider who fit the same (C2). Pure.
 */
export function newcomersOf(input: NewcomersInput): Newcomers {
  const newcomers = [...input.people].filter(
    ({ key, wish }) => wish.kind === 'wanted' && input.matches.get(key)?.kind === 'none',
  );
  if (new Set(newcomers.map(({ provider }) => provider)).size < 2) return { together: [], conflicts: [] };
  const { made, stuck } = gather(newcomers, input);
  const settled = made.map(withoutRivals);
  const rivals = settled.flatMap(one => one.rivals);
  return {
    together: settled.flatMap(({ all }) => (all.length > 1 ? [all] : [])),
    conflicts: [...stuck.map(one => conflict(one, FITS_SEVERAL)), ...rivals.map(one => conflict(one, RIVALS))],
  };
}

/** One after the other, those first whom a sync may create: who fits nobody before them is made, or is none of this. */
function gather(newcomers: readonly DesiredPerson[], input: NewcomersInput): { made: Made[]; stuck: DesiredPerson[] } {
  const match = new Map(input.syncs.map(({ name, users }) => [name, users.match]));
  const mayMake = (person: DesiredPerson) => makerOf(person, input.syncs) !== undefined;
  const made: Made[] = [];
  const stuck: DesiredPerson[] = [];
  const byValue = new Map<string, Made[]>();
  const inTurn = newcomers.toSorted(
    (a, b) => Number(mayMake(b)) - Number(mayMake(a)) || input.turn(a.owner) - input.turn(b.owner),
  );
  for (const person of inTurn) {
    const found = valuesOf(person, match.get(person.owner) ?? [], input).flatMap(value => byValue.get(value) ?? []);
    const [fitting, ...more] = [...new Set(found)].filter(([first]) => first.provider !== person.provider);
    if (more.length > 0) stuck.push(person);
    else if (fitting !== undefined) fitting.push(person);
    else if (mayMake(person)) {
      const mine: Made = [person];
      made.push(mine);
      for (const value of valuesOf(person, attributeNames, input)) byValue.set(value, [...(byValue.get(value) ?? []), mine]);
    }
  }
  return { made, stuck };
}

const valuesOf = ({ values }: DesiredPerson, attributes: readonly AttributeName[], { stored }: NewcomersInput): string[] =>
  attributes.flatMap(attribute => {
    const value = values[attribute];
    return value === undefined ? [] : [`${attribute} ${nameKey(stored(attribute, value))}`];
  });

function withoutRivals(made: Made): { readonly all: readonly DesiredPerson[]; readonly rivals: readonly DesiredPerson[] } {
  const ofOne = Map.groupBy(made, ({ provider }) => provider);
  const isRival = ({ provider }: DesiredPerson) => (ofOne.get(provider)?.length ?? 0) > 1;
  return { all: made.filter(person => !isRival(person)), rivals: made.filter(isRival) };
}

const conflict = (person: DesiredPerson, why: string): Extract<Note, { kind: 'conflict' }> => ({
  ...{ kind: 'conflict', why, accounts: [] },
  person: person.key,
  login: person.record?.login ?? person.id,
});
