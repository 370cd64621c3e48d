import { suggestion } from '../config/suggest.js';
import { ConfigError } from '../errors.js';
import { type GuardName, guardNames, liftableGuards } from '../model/plan.js';

/** What `--allow` lifts: system → guard → up to how many. */
export type Allowances = ReadonlyMap<string, ReadonlyMap<GuardName, number>>;

/** `shrunk-source` is lifted for a source, the others for a target. */
const liftable: readonly GuardName[] = [...liftableGuards, 'shrunk-source'];

const syntax = /^(?<system>[^:=]+):(?<guard>[^:=]+)=(?<number>\d+)$/;

/**
 * Reads `TARGET:GUARD=N`, several of them. Throws ConfigError for what is not written so, or names neither a target nor a source
 * of the config.
 */
export function allowances(texts: readonly string[], systems: readonly string[]): Allowances {
  const allowed = new Map<string, Map<GuardName, number>>();
  for (const text of texts) {
    const { system, guard, n } = parse(text);
    if (!systems.includes(system)) throw wrong(text, `the config has no target ${system}`, suggestion(system, systems));
    const guards = allowed.get(system) ?? new Map<GuardName, number>();
    allowed.set(system, guards.set(guard, n));
  }
  return allowed;
}

function parse(text: string): { system: string; guard: GuardName; n: number } {
  const { system, guard, number } = syntax.exec(text)?.groups ?? {};
  if (system === undefined || guard === undefined || number === undefined)
    throw wrong(text, 'that is not how it is written', 'Write TARGET:GUARD=N, as in --allow jira:removals=350.');
  const known = guardNames.find(name => name === guard);
  if (known === undefined) throw wrong(text, `there is no guard ${guard}`, suggestion(guard, guardNames));
  if (!liftable.includes(known))
    throw wrong(text, `no number lifts ${guard}`, `It ends when its cause does. What can be lifted: ${liftable.join(', ')}.`);
  return { system, guard: known, n: Number(number) };
}

const wrong = (text: string, why: string, hint: string) => new ConfigError(`--allow ${text}: ${why}`, hint);
