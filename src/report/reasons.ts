import type { Membership, Reason, RuleRef } from '../model/wish.js';
import { clean, cleanLine } from './clean.js';
import { counted, day, listed } from './numbers.js';

/** Why something is in the plan, as half a sentence: `suspended in okta since 2026-11-20`. */
export function describeReason(reason: Reason): string {
  switch (reason.kind) {
    case 'newAtSource':
      return `new in ${clean(reason.source)}`;
    case 'differs':
      return `differs from ${cleanLine(reason.expression)}`;
    case 'valueChangedAtSource':
      return `${reason.attribute} changed at the source: ${valueText(reason.from)} → ${valueText(reason.to)}`;
    case 'backAtSource':
      return `active in ${clean(reason.source)} again`;
    case 'rule':
      return `${ruleText(reason.rule)} via ${clean(reason.group.name)}`;
    case 'default':
      return `${clean(reason.sync)} defaults.${reason.list}`;
    case 'inactive':
      return `${clean(reason.status).toLowerCase()} in ${clean(reason.source)}${since(reason.since)}`;
    case 'deleted':
      return `deleted in ${clean(reason.source)}`;
    case 'offboarded':
      return `offboarded ${reason.run === undefined ? '' : `by run ${reason.run} `}on ${day(reason.since)}`;
    case 'outOfScope':
      return `no longer in the scope of ${clean(reason.source)}: ${cleanLine(reason.why)}`;
    case 'filteredOut':
      return `dropped by the filter of ${clean(reason.sync)}: ${cleanLine(reason.filter)}`;
    case 'graceOver':
      return `seen missing ${counted(reason.reads, 'time')} since ${day(reason.since)}`;
    case 'leftSourceGroups':
      return `left ${clean(reason.source)}: ${reason.groups.map(clean).join(', ')}`;
    case 'notWantedHere':
      return notWantedHere(reason.membership);
    case 'exclusive':
      return `no rule of ${clean(reason.sync)} gives it (exclusive)`;
    case 'leaver':
      return reason.leaver === 'stated' ? 'the source says that the person left' : 'the person seems to have left';
    case 'retired':
      return `no longer in the config: ${listed(reason.rules.map(clean))}`;
    case 'orphan':
      return `no rule makes ${clean(reason.name)} any more`;
    case 'sourceRenamed':
      return `renamed at the source: ${clean(reason.from)} → ${clean(reason.to)}`;
    case 'leads':
      return `leads ${clean(reason.what)}`;
    case 'undo':
      return `undo of run ${reason.run}`;
  }
}

/** All of them in one line, each once; what one rule gives through several groups is said together. */
export function describeReasons(reasons: readonly Reason[]): string {
  const byRule = new Map<string, Set<string>>();
  const texts = reasons.map(reason => {
    if (reason.kind !== 'rule') return () => describeReason(reason);
    const rule = ruleText(reason.rule);
    const groups = byRule.get(rule) ?? new Set();
    byRule.set(rule, groups.add(clean(reason.group.name)));
    return () => `${rule} via ${[...groups].join(', ')}`;
  });
  return [...new Set(texts.map(text => text()))].join('; ');
}

/** `staff manual 1` */
export const ruleText = ({ sync, rule }: RuleRef): string => `${clean(sync)} ${clean(rule)}`;

/** A value so that its blanks can be seen: empty ones and those with a space at an end are quoted. */
export const valueText = (value: string): string => {
  const text = clean(value);
  return text === '' || text !== text.trim() || text.includes('  ') ? `"${text}"` : text;
};

const since = (time: string | undefined): string => (time === undefined ? '' : ` since ${day(time)}`);

function notWantedHere(membership: Membership): string {
  switch (membership) {
    case 'additive':
    case 'granted':
    case 'managed':
      return `no rule wants this person there (${membership})`;
    case 'strict':
      return 'no rule wants this account there (strict)';
  }
}
