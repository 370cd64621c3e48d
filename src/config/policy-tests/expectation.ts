import { targetName } from '../../model/ids.js';
import type { Expectation, ExpectedAccount } from '../../model/policy.js';
import type { NameMatcher } from '../../model/rules.js';
import type { AccountValues } from '../../model/wish.js';
import { type Complain, orComplain, type Path } from '../complaint.js';
import { oneName } from '../patterns.js';
import { suggestion } from '../suggest.js';
import type { ExpectedWritten } from './schema.js';

interface Context {
  readonly targets: readonly string[];
  /** nothing in it was complained of before */
  readonly isSound: boolean;
  readonly complain: Complain;
}

/** What a test expects of one target, its patterns compiled. What is wrong is complained of and left out. */
export function expectationOf(
  target: string,
  text: ExpectedWritten,
  path: Path,
  { targets, isSound, complain }: Context,
): Expectation {
  if (!targets.includes(target))
    complain(path, { at: 'key', message: `the config has no target "${target}"`, hint: suggestion(target, targets) });
  if (isSound && Object.values(text).every(value => value === undefined))
    complain(path, { at: 'key', message: 'nothing is expected here', hint: 'Write account, groups, notGroups or only.' });
  const names = (texts: readonly string[], key: string): NameMatcher[] =>
    texts.flatMap((name, at) => orComplain(oneName(name), [...path, key, at], complain) ?? []);
  const { account, groups = [], notGroups = [], only } = text;
  return {
    target: targetName(target),
    account: account === undefined ? undefined : expectedAccount(account),
    groups: names(groups, 'groups'),
    notGroups: names(notGroups, 'notGroups'),
    only: only === undefined ? undefined : names(only, 'only'),
  };
}

function expectedAccount(text: NonNullable<ExpectedWritten['account']>): ExpectedAccount {
  if (text === 'wanted') return { kind: 'wanted', values: {} };
  if (typeof text === 'string') return { kind: text };
  const values: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  for (const name of ['username', 'email', 'displayName'] as const) if (text[name] !== undefined) values[name] = text[name];
  return { kind: 'wanted', values };
}
