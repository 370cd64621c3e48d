import type { Because } from '../../sync/policy/because.js';
import type { Outcome } from '../../sync/policy/outcome.js';
import type { Failure } from '../../sync/policy/verdict.js';
import { clean, cleanLine } from '../clean.js';
import { listed } from '../numbers.js';
import { ruleText } from '../reasons.js';
import type { Row } from './blocks.js';

/** Why a group that a test expects is not given, a line for each thing that was recorded. */
export function becauseRows({ because }: Extract<Failure, { kind: 'missing' }>, { account }: Outcome): Row[] {
  const none = 'no rule makes it of the source groups that this person is in';
  const texts =
    account.kind === 'none'
      ? ['no account is wanted, and so no group']
      : because.length === 0
        ? [none]
        : because.map(becauseText);
  return texts.map(what => ({ what, tone: 'plain' }));
}

function becauseText(because: Because): string {
  switch (because.kind) {
    case 'notInSource':
      return `${clean(because.group)} is made of ${listed(because.from.map(clean))}, where this person is not`;
    case 'unknown':
      return `who is in ${clean(because.group)} is unknown: ${cleanLine(because.why)}`;
    case 'out':
      return `${clean(because.group)} ${outText(because.out)}`;
    case 'nearMiss': {
      const { rule, group, because: why } = because.miss;
      return `${ruleText(rule)} would give it through ${clean(group.name)}, but ${missText(why)}`;
    }
  }
}

function outText(out: Extract<Because, { kind: 'out' }>['out']): string {
  switch (out.kind) {
    case 'ignored':
      return 'is ignored by the config';
    case 'readOnly':
      return `is read-only: ${cleanLine(out.why)}`;
    case 'privileged':
      return `is privileged: only a manual rule that spells the name reaches it, not ${listed(out.rules.map(ruleText))}`;
  }
}

function missText(because: Extract<Because, { kind: 'nearMiss' }>['miss']['because']): string {
  switch (because.kind) {
    case 'notIncluded':
      return 'that group is not among those of `include`';
    case 'excluded':
      return `\`exclude\` takes that group out: ${clean(because.by)}`;
    case 'taken':
      return `${ruleText(because.by)} takes that group first`;
    case 'emptyName':
      return 'its name comes out empty';
  }
}
