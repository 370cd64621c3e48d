import type { Change, Outcome, Responsibility } from '../model/change.js';
import { type AccountValues, attributeNames } from '../model/wish.js';
import { clean, cleanLine } from './clean.js';
import { valueText } from './reasons.js';

/** A change as an order: `add ada.okafor to team-blue`. */
export function describe(change: Change): string {
  switch (change.kind) {
    case 'createUser':
      return `create the account ${clean(change.username)}${inBrackets(identityText(change.values))}`;
    case 'updateUser':
      return `update ${clean(change.account.username)}: ${differences(change.before, change.values).join(', ')}`;
    case 'renameUser':
      return `rename ${clean(change.before)} to ${clean(change.username)}`;
    case 'reactivateUser':
      return `reactivate ${clean(change.account.username)}`;
    case 'grantPermission':
      return `grant ${clean(change.permission)} to ${clean(change.account.username)}`;
    case 'handOver':
      return `hand over ${clean(change.responsibility.label)} of ${clean(change.account.username)} ${successorText(change.responsibility)}`;
    case 'cutAccess':
      return `cut the access of ${clean(change.account.username)}${change.when === 'onRefusal' ? ' (the switch-off was refused)' : ''}`;
    case 'deactivateUser':
      return change.by === 'revokeAccess'
        ? `revoke all access of ${clean(change.account.username)}`
        : `deactivate ${clean(change.account.username)}`;
    case 'deleteUser':
      return `delete the account ${clean(change.account.username)}`;
    case 'createGroup':
      return `create the group ${clean(change.name)}`;
    case 'renameGroup':
      return `rename the group ${clean(change.group.name)} to ${clean(change.name)}`;
    case 'deleteGroup':
      return `delete the group ${clean(change.group.name)}`;
    case 'addMember':
      return `add ${clean(change.account.username)} to ${clean(change.group.name)}`;
    case 'removeMember':
      return `remove ${clean(change.account.username)} from ${clean(change.group.name)}`;
  }
}

/** How a change ended, as half a sentence. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'applied':
      return outcome.details === undefined || outcome.details.length === 0
        ? 'done'
        : `done: ${outcome.details.map(clean).join(', ')}`;
    case 'alreadySo':
      return 'was so already';
    case 'failed':
      return `failed: ${cleanLine(outcome.problem)}`;
    case 'notRun':
      return `not run: ${cleanLine(outcome.because)}`;
    case 'stale':
      return `not applied, something moved since the plan was made: ${cleanLine(outcome.found)}`;
  }
}

/** What a change is about: the account, or the group that is made, renamed or deleted. */
export function subjectOf(change: Change): string {
  switch (change.kind) {
    case 'createUser':
      return clean(change.username);
    case 'createGroup':
      return clean(change.name);
    case 'renameGroup':
    case 'deleteGroup':
      return clean(change.group.name);
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
    case 'addMember':
    case 'removeMember':
      return clean(change.account.username);
  }
}

/** `Ada Okafor <ada@example.com>` */
export const identityText = ({ displayName, email }: AccountValues): string =>
  [displayName === undefined ? '' : clean(displayName), email === undefined || email === '' ? '' : `<${clean(email)}>`]
    .filter(part => part !== '')
    .join(' ');

/** `displayName  Mia P. → Mia Park`, one for each attribute. */
export const differences = (before: AccountValues, after: AccountValues): string[] =>
  attributeNames.flatMap(attribute => {
    const value = after[attribute];
    return value === undefined ? [] : [`${attribute}  ${valueText(before[attribute] ?? '')} → ${valueText(value)}`];
  });

/** Who takes over: `→ jira-admin` */
export function successorText({ successor }: Responsibility): string {
  switch (successor.kind) {
    case 'account':
      return `→ ${clean(successor.username)}`;
    case 'clear':
      return '→ nobody';
    case 'none':
      return `→ no successor: ${cleanLine(successor.why)}`;
  }
}

const inBrackets = (text: string) => (text === '' ? '' : ` (${text})`);
