import type { Explanation, TargetExplanation } from '../../sync/explain/explanation.js';
import { clean } from '../clean.js';
import { paragraph, renderBlocks } from './blocks.js';
import { accountBlock, recordBlocks, wordBlocks } from './explain-account.js';
import { answersOf } from './explain-answer.js';
import { membershipBlocks, missBlocks } from './explain-groups.js';
import { stepTexts } from './explain-words.js';
import { type Paper, paint } from './paper.js';

/** The answer first, in a sentence for each target; then the evidence: the source, the syncs, the account, the groups. */
export function renderExplanation(explanation: Explanation, paper: Paper): string {
  const { name, now, group, records, targets } = explanation;
  const isAboutGroup = group !== undefined;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [[paint(paper, 'strong', title), ...lines].join('\n')];
  return [
    targets.flatMap(target => answerLines(name, target, isAboutGroup, paper)).join('\n'),
    ...section('at the source', renderBlocks(recordBlocks(records, now), 2, paper)),
    ...targets.flatMap(target => [
      ...section(`what the syncs say · ${clean(target.target)}`, renderBlocks(wordBlocks(target.account), 2, paper)),
      ...section(`account · ${clean(target.target)}`, renderBlocks([accountBlock(target.account, isAboutGroup)], 2, paper)),
      ...section(
        `${isAboutGroup ? 'group' : 'groups'} · ${clean(target.target)}`,
        renderBlocks(membershipBlocks(target, isAboutGroup, paper), 2, paper),
      ),
      ...section(`nearly · ${clean(target.target)}`, renderBlocks(missBlocks(target, paper), 2, paper)),
    ]),
  ].join('\n\n');
}

function answerLines(name: string, target: TargetExplanation, isAboutGroup: boolean, paper: Paper): string[] {
  const { account, memberships } = target;
  const steps = isAboutGroup ? memberships.flatMap(({ step }) => step ?? []) : account.steps;
  const hints = [...new Set(steps.flatMap(step => stepTexts(step).flatMap(({ hint }) => hint ?? [])))];
  const adopt = account.match.kind === 'needsAdoption' ? ['if the account is theirs: rollcall links set PERSON ACCOUNT'] : [];
  return [
    ...answersOf(name, target, isAboutGroup).flatMap(text => paragraph(text, 0, paper, 'strong')),
    ...[...hints, ...adopt].flatMap(hint => paragraph(`→ ${hint}`, 2, paper, 'hint')),
  ];
}
