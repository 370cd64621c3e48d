import { type PersonKey, personKey, providerId, type TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Fixture, FromRun, Given, PolicyTest } from '../../model/policy.js';
import type { SyncRules } from '../../model/rules.js';
import { type Policy, type PolicyTarget, policyOf } from './policy.js';
import { verdictOn, type Wrong } from './verdict.js';
import { type PolicyWorld, worldOf } from './world.js';

export interface PolicyRules {
  readonly syncs: readonly SyncRules[];
  readonly targets: readonly PolicyTarget[];
  /** what runs kept, by how the tests name them */
  readonly kept: ReadonlyMap<FromRun['run'], PolicyWorld>;
  /** ISO time */
  readonly now: string;
}

export interface TestResult {
  readonly test: PolicyTest;
  /** who is not as expected; with `problems` empty too: passed */
  readonly wrong: readonly WrongPerson[];
  /** what kept the test from being judged, which is no pass */
  readonly problems: readonly string[];
}

export interface WrongPerson extends Wrong {
  readonly login: string;
  readonly unmapped: Fixture['unmapped'];
}

/** Judges every test by the rules of the config. Pure. */
export function runPolicyTests(tests: readonly PolicyTest[], rules: PolicyRules): readonly TestResult[] {
  const kept = new Map([...rules.kept].map(([run, world]) => [run, new Policies(world, rules.targets)]));
  return tests.map(test => {
    const fixtures = test.given.filter(given => given.kind === 'fixture');
    const made = new Policies(worldOf(fixtures, rules.syncs, rules.now), rules.targets);
    const results = test.given.map(given => judge(given, test, given.kind === 'fixture' ? made : kept.get(given.run)));
    return { test, wrong: results.flatMap(({ wrong }) => wrong), problems: results.flatMap(({ problems }) => problems) };
  });
}

/** A world, and what the rules make of each target in it, worked out when it is first asked for. */
class Policies {
  readonly #known = new Map<TargetName, Policy | undefined>();

  constructor(
    readonly world: PolicyWorld,
    private readonly targets: readonly PolicyTarget[],
  ) {}

  of(name: TargetName): Policy | undefined {
    const target = this.targets.find(one => one.rules.name === name);
    if (!this.#known.has(name)) this.#known.set(name, target && policyOf(target, this.world));
    return this.#known.get(name);
  }
}

function judge(given: Given, { expect }: PolicyTest, policies: Policies | undefined): Pick<TestResult, 'wrong' | 'problems'> {
  const { login } = given.kind === 'fixture' ? given.person : given;
  const unmapped = given.kind === 'fixture' ? given.unmapped : [];
  const keys = policies === undefined ? [] : keysOf(policies.world, given);
  if (policies === undefined || keys.length === 0)
    return { wrong: [], problems: [`${login} is not in what was kept of the run`] };
  const results = expect.map(expected => {
    const policy = policies.of(expected.target);
    if (policy === undefined) return { wrong: [], problems: [`what is in ${expected.target} was not kept with the run`] };
    const wrong = keys.flatMap(key => verdictOn(policy, key, expected) ?? []);
    return { wrong: wrong.map(one => ({ ...one, login, unmapped })), problems: [] };
  });
  return { wrong: results.flatMap(({ wrong }) => wrong), problems: results.flatMap(({ problems }) => problems) };
}

/** Of several sources that have this login: the person of each. */
function keysOf({ pulled, providers }: PolicyWorld, given: Given): readonly PersonKey[] {
  if (given.kind === 'fixture') return [personKey(providers.get(given.source) ?? providerId(given.source), given.person.id)];
  return [...pulled.values()].flatMap(one => {
    const provider = providers.get(one.source);
    if (one.kind !== 'read' || provider === undefined || one.source !== (given.source ?? one.source)) return [];
    const found = [...one.directory.people.values()].filter(({ login }) => nameKey(login) === nameKey(given.login));
    return found.map(({ id }) => personKey(provider, id));
  });
}
