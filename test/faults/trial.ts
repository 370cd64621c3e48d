import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { AccountId } from '../../src/model/ids.js';
import { endOf } from '../bad-days/memory.js';
import type { Ran } from '../bad-days/runs.js';
import { cutIn, cutting, leaversIn, withoutAccess } from './cut-instead.js';
import { madeTwice, taken } from './destruction.js';
import type { Lab } from './lab.js';
import type { Place } from './misfortune.js';
import type { Case } from './sample.js';
import { KINDS } from './story.js';

type End = Awaited<ReturnType<typeof endOf>>;

/** What comes of a day when nothing disturbs. */
export interface Reference {
  readonly places: readonly Place[];
  /** after the first run, and after the second one, which only drops from the ledger what is over; whoever is in either is well */
  readonly ends: readonly [End, End];
  /** all that is taken from anybody */
  readonly taken: ReadonlySet<string>;
  /** accounts that are switched off, unless their access is cut as it is */
  readonly leavers: ReadonlySet<AccountId>;
  readonly keyOf: (username: string) => string;
}

export async function undisturbed(lab: Lab): Promise<Reference> {
  await lab.again();
  const keys = new Map([...lab.jira.users.values()].map(({ key, name }) => [name, key]));
  const ran = await lab.run();
  const kinds = ran.result?.applied.flatMap(({ changes }) => changes).map(({ change }) => change.kind);
  expect(new Set(kinds)).toEqual(new Set(KINDS));
  for (const { key, name } of lab.jira.users.values()) keys.set(name, key);
  const keyOf = (username: string) => keys.get(username) ?? username;
  const places = [...placesIn(lab, 'source'), ...placesIn(lab, 'jira')];
  const first = await endOf(lab);
  await lab.run();
  const last = await endOf(lab);
  expect(last).toEqual({ ...first, ledger: last.ledger });
  const all = taken(lab.jira, keyOf);

  await lab.run();
  expect(await endOf(lab)).toEqual(last);
  expect(taken(lab.jira, keyOf)).toEqual(all);
  return { places, ends: [first, last], taken: all, leavers: leaversIn(ran).difference(new Set(cutIn(ran))), keyOf };
}

function placesIn(lab: Lab, system: Place['system']): Place[] {
  const seen = new Map<string, number>();
  return lab[system].requests.map(({ method, url }, index) => {
    const request = `${method} ${url}`;
    const nth = seen.get(request) ?? 0;
    seen.set(request, nth + 1);
    return { system, index, request, nth };
  });
}

const MOST_RUNS = 3;

/** What is wrong with a day on which this happens; nothing, if the rules hold. */
export async function tryOut(lab: Lab, reference: Reference, { place, misfortune }: Case): Promise<readonly string[]> {
  await lab.again();
  misfortune.strike(lab, place);
  const problems: string[] = [];
  const ran: Ran[] = [];
  const goesOn = async () => ran.length < MOST_RUNS && (await howFar(lab, reference, ran)) !== 'there';
  do {
    const isFirst = ran.length === 0;
    ran.push(await lab.run(isFirst && misfortune.hangs === true ? { limits: { responseMs: 50 } } : {}));
    problems.push(...(isFirst ? unstruck(lab, place) : []), ...forbidden(lab, reference, ran));
    lab.calm();
  } while (await goesOn());

  const how = await howFar(lab, reference, ran);
  if (how !== 'there') problems.push(`after ${ran.length} runs: ${how}`);
  return problems.length === 0 ? [] : [...problems, ...ran.map(outcomesOf)];
}

/** A case that never happens proves nothing. */
const unstruck = (lab: Lab, { system, request, nth }: Place): string[] =>
  lab[system].requests.filter(({ method, url }) => `${method} ${url}` === request).length > nth
    ? []
    : ['the request was never made'];

/** What the last run did that it must never do. */
function forbidden({ jira, elsewhere }: Lab, reference: Reference, ran: readonly Ran[]): string[] {
  const may = reference.taken.union(new Set(cutting(jira, cutLeavers(reference, ran))));
  return [
    ...[...taken(jira, reference.keyOf).difference(may)].map(one => `it took what nobody would have taken: ${one}`),
    ...madeTwice(jira).map(one => `it made twice: ${one}`),
    ...elsewhere.requests.map(({ url }) => `it asked somebody else: ${url}`),
  ];
}

const cutLeavers = ({ leavers }: Reference, ran: readonly Ran[]) => new Set(ran.flatMap(cutIn)).intersection(leavers);

/** `there`, or what is still different from the end of an undisturbed day. */
async function howFar(lab: Lab, reference: Reference, ran: readonly Ran[]): Promise<string> {
  const cut = cutLeavers(reference, ran);
  const end = withoutAccess(await endOf(lab), lab.jira, cut);
  const ends = reference.ends.map(one => withoutAccess(one, lab.jira, cut));
  const [first, last = first] = ends;
  if (ends.some(one => isDeepStrictEqual(one, end)) || last === undefined) return 'there';
  const [is, should] = [linesOf(end), linesOf(last)];
  const [more, less] = [is.difference(should), should.difference(is)];
  return [...[...more].map(line => `+ ${line}`), ...[...less].map(line => `- ${line}`)].join(' | ');
}

const linesOf = ({ jira: { groups: members, ...jira }, ...state }: End): Set<string> =>
  new Set(Object.entries({ ...jira, members, ...state }).flatMap(([what, rows]) => rows.flat().map(row => `${what}: ${row}`)));

function outcomesOf({ result, problems }: Ran, at: number): string {
  const changes = (result?.applied ?? []).flatMap(one => one.changes);
  const odd = changes.filter(({ outcome }) => outcome.kind !== 'applied');
  return [
    `run ${at + 1}: ${result?.record ?? 'no result'}`,
    ...problems.map(({ system, problem }) => `${system}: ${problem}`),
    ...odd.map(({ change, outcome }) => `${change.id}: ${JSON.stringify(outcome)}`),
  ].join('; ');
}
