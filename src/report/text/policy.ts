import type { ExpressionInput } from '../../model/rules.js';
import type { AccountOutcome } from '../../sync/policy/outcome.js';
import type { TestResult, WrongPerson } from '../../sync/policy/run.js';
import type { Failure, Word } from '../../sync/policy/verdict.js';
import { clean, cleanLine } from '../clean.js';
import { counted } from '../numbers.js';
import { describeReasons, valueText } from '../reasons.js';
import { type Block, paragraph, type Row, renderBlocks } from './blocks.js';
import { grouped } from './fold.js';
import { type Paper, paint } from './paper.js';
import { becauseRows } from './policy-because.js';

export const hasPassed = ({ wrong, problems }: TestResult): boolean => wrong.length + problems.length === 0;

/** Test by test by file; of those that failed what was expected, what came of it, and why; the numbers at the end. */
export function renderTests(results: readonly TestResult[], paper: Paper): string {
  const files = grouped(results, ({ test }) => test.file).map(all =>
    [paint(paper, 'strong', clean(all[0].test.file)), ...all.flatMap(result => resultLines(result, paper))].join('\n'),
  );
  const failed = results.filter(result => !hasPassed(result)).length;
  const passed = results.length - failed;
  const total = `${counted(results.length, 'test')}: ${passed} passed, ${failed} failed`;
  return [...files, paint(paper, failed > 0 ? 'alarm' : 'added', `${failed > 0 ? '✗' : '✓'} ${total}`)].join('\n\n');
}

function resultLines(result: TestResult, paper: Paper): string[] {
  const { test, wrong, problems } = result;
  if (hasPassed(result)) return paragraph(`✓ ${cleanLine(test.name)}`, 2, paper, 'added');
  return [
    ...paragraph(`✗ ${cleanLine(test.name)}  (line ${test.line})`, 2, paper, 'alarm'),
    ...problems.flatMap(problem => paragraph(cleanLine(problem), 6, paper, 'alarm')),
    ...wrong.flatMap(one => wrongLines(one, paper)),
  ];
}

function wrongLines(one: WrongPerson, paper: Paper): string[] {
  const isAboutGroups = one.failures.some(({ kind }) => kind !== 'account' && kind !== 'value');
  const isWanted = one.outcome.account.kind === 'wanted';
  const isAboutAccount = !isWanted || one.failures.some(({ kind }) => kind === 'account');
  const evidence = [
    ...(isAboutAccount ? wordBlocks(one.words) : []),
    ...(isAboutGroups && isWanted ? [groupsBlock(one), ...unmappedBlocks(one)] : []),
  ];
  return [
    ...paragraph(`${clean(one.login)} in ${clean(one.target)}`, 6, paper, 'strong'),
    ...renderBlocks(
      one.failures.map(failure => failureBlock(failure, one)),
      6,
      paper,
    ),
    ...renderBlocks(evidence, 6, paper),
  ];
}

function failureBlock(failure: Failure, { outcome }: WrongPerson): Block {
  const block = (subject: string, ...rows: readonly Row[]): Block => ({ mark: '✗', subject, tone: 'removed', rows });
  const whyOf = (name: string) => describeReasons(outcome.groups.find(group => group.name === name)?.reasons ?? []);
  switch (failure.kind) {
    case 'account':
      return block('account', { what: `expected ${failure.expected}, got ${accountText(outcome.account)}` });
    case 'value': {
      const got = failure.got === undefined ? 'nothing' : valueText(failure.got);
      const why = failure.expression === undefined ? {} : { why: `from ${cleanLine(failure.expression)}` };
      return block(failure.attribute, { what: `expected ${valueText(failure.expected)}, got ${got}`, ...why });
    }
    case 'missing':
      return block(
        'groups',
        { what: `expected ${clean(failure.expected)}, which is not given` },
        ...becauseRows(failure, outcome),
      );
    case 'forbidden': {
      const what = `got ${clean(failure.group)}, and expected no ${clean(failure.expected)}`;
      return block('notGroups', { what, why: whyOf(failure.group) });
    }
    case 'beyond':
      return block('only', { what: `got ${clean(failure.group)} too`, why: whyOf(failure.group) });
  }
}

function accountText(account: AccountOutcome): string {
  switch (account.kind) {
    case 'wanted':
      return 'wanted';
    case 'none':
      return account.reasons.length === 0 ? 'none: no sync knows of this person' : `none: ${describeReasons(account.reasons)}`;
    case 'unknown':
      return `unknown: ${cleanLine(account.why)}`;
  }
}

/** What each sync says of the person, and what its filter saw, where it was asked. */
const wordBlocks = (words: readonly Word[]): Block[] =>
  words.map(word => {
    const { sync, wish, filter } = word;
    const said = wish.kind === 'unknown' ? `unknown: ${cleanLine(wish.why)}` : wish.kind === 'wanted' ? 'wanted' : 'not wanted';
    const seen =
      filter !== undefined && wasFiltered(word) ? [`filter ${cleanLine(filter.text)}`, ...filter.inputs.map(inputText)] : [];
    return faintBlock(
      clean(sync),
      [said, ...seen].map(what => ({ what })),
    );
  });

/** Who is not active is not filtered (U1). */
const wasFiltered = ({ wish }: Word): boolean =>
  wish.kind === 'wanted' || wish.kind === 'unknown' || wish.reasons.some(({ kind }) => kind === 'filteredOut');

const inputText = ({ name, value }: ExpressionInput): string =>
  value === null ? `user.${clean(name)} is not there` : `user.${clean(name)} = ${clean(JSON.stringify(value))}`;

const groupsBlock = ({ outcome: { groups } }: WrongPerson): Block =>
  faintBlock(
    'gets',
    groups.length === 0
      ? [{ what: 'no group' }]
      : groups.map(({ name, reasons }) => ({ what: clean(name), why: describeReasons(reasons) })),
  );

const unmappedBlocks = ({ unmapped }: WrongPerson): Block[] =>
  unmapped.map(({ name, near }) =>
    faintBlock(clean(name), [
      { what: `no rule takes this source group${near === undefined ? '' : `. Did you mean ${clean(near)}?`}` },
    ]),
  );

const faintBlock = (subject: string, rows: readonly Row[]): Block => ({
  ...{ mark: ' ', subject, tone: 'faint' },
  rows: rows.map(row => ({ ...row, tone: 'faint' })),
});
