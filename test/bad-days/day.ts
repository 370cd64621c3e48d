import { expect } from 'vitest';
import type { Synced } from '../contracts/target/synced.js';
import type { Bad } from './faults.js';
import { remembered } from './memory.js';
import { type Ran, type RunOptions, wishedBy } from './runs.js';

/** A run while things are as `spoil` makes them: it takes nothing from anybody, neither in the target nor in what the state remembers. */
export async function harmlessRun(company: Synced, spoil: () => void, options: RunOptions = {}): Promise<Ran> {
  const { byHand } = company.world;
  const before = { content: byHand.content(), state: await remembered(company) };
  spoil();
  const bad = await company.run(options);
  company.calm();

  expect(bad.writes).toEqual([]);
  expect(wishedBy(bad)).toEqual([]);
  expect({ content: byHand.content(), state: await remembered(company) }).toEqual(before);
  return bad;
}

/** After bad days, when all is well again: there is nothing to do, and nobody who would be ended or dropped now. */
export async function expectHealed(company: Synced): Promise<void> {
  const healed = await company.run();
  expect(wishedBy(healed)).toEqual([]);
  expect(healed).toMatchObject({ writes: [], problems: [], result: { record: 'done' } });
}

/** Only the one who hangs is given up soon: everybody else may be slow on a busy machine. */
export const optionsFor = ({ fault }: Bad): RunOptions => (fault.kind === 'hang' ? { limits: { responseMs: 300 } } : {});

/** What is not known after a run, by the rules' own words. */
export const unknownAfter = (ran: Ran): readonly string[] =>
  ran.problems.length > 0
    ? ran.problems.map(({ system }) => `${system} is unread`)
    : notesOf(ran).map(({ name }) => `${name} is unknown`);

/** The message names the system and says what happened; where all of a system could not be read, the hint says what to do. */
export function expectTold(ran: Ran, system: string, { says, todo }: Pick<Bad, 'says' | 'todo'>): void {
  const [problem] = ran.problems;
  const message = problem === undefined ? whyUnknown(ran) : `${problem.system}: ${problem.problem}`;
  expect(message.toLowerCase()).toContain(system);
  expect(message).not.toContain('\n');
  expect(message).toMatch(says);
  if (problem !== undefined) expect(problem.hint).toMatch(todo);
}

/** Why people and groups are unknown though their systems were read. */
export const whyUnknown = (ran: Ran): string =>
  notesOf(ran)
    .map(({ why }) => why)
    .join('; ');

const notesOf = ({ planned }: Ran) =>
  (planned?.plans ?? [])
    .flatMap(({ notes }) => notes)
    .flatMap(note => {
      if (note.kind === 'unknownGroup') return [{ name: note.group, why: note.why }];
      if (note.kind === 'unknownPerson') return [{ name: note.login, why: note.why }];
      if (note.kind === 'unmetRule') return [{ name: note.rule.rule, why: note.why }];
      return [];
    });
