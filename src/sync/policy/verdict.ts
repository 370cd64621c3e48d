import type { PersonKey, TargetName } from '../../model/ids.js';
import type { Expectation } from '../../model/policy.js';
import type { ExpressionInput, NameMatcher } from '../../model/rules.js';
import { type AttributeName, attributeNames, type Opinion } from '../../model/wish.js';
import { type Because, becauseOf } from './because.js';
import { type Outcome, outcomeFor } from './outcome.js';
import type { Policy } from './policy.js';

/** One thing that was expected of somebody in a target, and is not so. */
export type Failure =
  | { readonly kind: 'account'; readonly expected: 'wanted' | 'none' | 'unknown' }
  | {
      readonly kind: 'value';
      readonly attribute: AttributeName;
      readonly expected: string;
      readonly got: string | undefined;
      /** as the config has it */
      readonly expression: string | undefined;
    }
  /** `expected`: a name or a /pattern/ that none of their groups matches */
  | { readonly kind: 'missing'; readonly expected: string; readonly because: readonly Because[] }
  | { readonly kind: 'forbidden'; readonly expected: string; readonly group: string }
  /** in none of `only` */
  | { readonly kind: 'beyond'; readonly group: string };

/** One sync's word on somebody, and what its filter saw of them. */
export interface Word extends Opinion {
  readonly filter: { readonly text: string; readonly inputs: readonly ExpressionInput[] } | undefined;
}

/** What is wrong with one person in one target, and what the steps recorded of them there. */
export interface Wrong {
  readonly target: TargetName;
  readonly failures: readonly [Failure, ...Failure[]];
  readonly outcome: Outcome;
  readonly words: readonly Word[];
}

/** Undefined: all is as expected. Pure. */
export function verdictOn(policy: Policy, given: PersonKey, expected: Expectation): Wrong | undefined {
  const outcome = outcomeFor(policy, given);
  const { groups, notGroups, only } = expected;
  const [first, ...others] = [
    ...accountFailures(outcome, expected, policy),
    ...[...groups, ...(only ?? [])].flatMap(matcher => missing(matcher, outcome, policy, given)),
    ...notGroups.flatMap(matcher => forbidden(matcher, outcome)),
    ...(only === undefined ? [] : beyond(only, outcome)),
  ];
  if (first === undefined) return undefined;
  return { target: expected.target, failures: [first, ...others], outcome, words: wordsOf(outcome, policy) };
}

function accountFailures({ account, person }: Outcome, { account: expected }: Expectation, { syncs }: Policy): Failure[] {
  if (expected === undefined) return [];
  if (account.kind !== expected.kind) return [{ kind: 'account', expected: expected.kind }];
  if (expected.kind !== 'wanted' || account.kind !== 'wanted') return [];
  const owner = syncs.find(({ name }) => name === person?.owner);
  return attributeNames.flatMap((attribute): Failure[] => {
    const wanted = expected.values[attribute];
    const got = account.values[attribute];
    if (wanted === undefined || wanted.normalize('NFC') === got) return [];
    return [{ kind: 'value', attribute, expected: wanted, got, expression: owner?.users.attributes[attribute]?.text }];
  });
}

const textOf = ({ texts }: NameMatcher): string => texts.join(', ');

const missing = (matcher: NameMatcher, { groups }: Outcome, policy: Policy, given: PersonKey): Failure[] =>
  groups.some(({ name }) => matcher.matches(name))
    ? []
    : [{ kind: 'missing', expected: textOf(matcher), because: becauseOf(matcher, policy, given) }];

const forbidden = (matcher: NameMatcher, { groups }: Outcome): Failure[] =>
  groups.flatMap(({ name }) => (matcher.matches(name) ? [{ kind: 'forbidden', expected: textOf(matcher), group: name }] : []));

const beyond = (only: readonly NameMatcher[], { groups }: Outcome): Failure[] =>
  groups.flatMap(({ name }) => (only.some(matcher => matcher.matches(name)) ? [] : [{ kind: 'beyond', group: name }]));

/** What a filter saw is told of the record that stands for the person, and by its own source. */
const wordsOf = ({ person }: Outcome, { syncs, world }: Policy): Word[] =>
  (person?.opinions ?? []).map(opinion => {
    const sync = syncs.find(({ name }) => name === opinion.sync);
    const isOwn = sync !== undefined && world.providers.get(sync.from) === person?.provider;
    const { filter } = sync?.users ?? {};
    const record = isOwn ? person?.record : undefined;
    return {
      ...opinion,
      filter: filter === undefined || record === undefined ? undefined : { text: filter.text, inputs: filter.inputs(record) },
    };
  });
