import type { AccountRef, Change, Command, ExistingAccount, ExistingGroup, GroupRef, Outcome } from '../model/change.js';
import type { AccountId, PersonKey, TargetGroupId } from '../model/ids.js';

/** What later changes need of earlier ones: the accounts and groups made, and which changes went wrong. */
export class Made {
  readonly accounts = new Map<PersonKey, ExistingAccount>();
  readonly groups = new Map<string, ExistingGroup>();
  readonly usernames = new Map<AccountId, string>();
  /** groups that somebody could not be taken out of */
  readonly occupied = new Set<TargetGroupId>();
}

/** References to what this plan makes become the real things; or the text that says why they can't. */
export function resolve(change: Change, made: Made): Command | string {
  switch (change.kind) {
    case 'addMember': {
      const account = accountOf(change.account, made);
      const group = groupOf(change.group, made);
      if (account === undefined) return `the account ${change.account.username} was not created`;
      if (group === undefined) return `the group ${change.group.name} was not created`;
      return { ...change, account, group };
    }
    // a switch-off is tried even where a hand-over failed: refused, it becomes a cut of access
    case 'deactivateUser':
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
    case 'deleteUser':
    case 'removeMember':
      return { ...change, account: renamed(change.account, made) };
    case 'deleteGroup':
      return made.occupied.has(change.group.id) ? 'somebody could not be taken out of it' : change;
    case 'createUser':
    case 'createGroup':
    case 'renameGroup':
      return change;
  }
}

const accountOf = (ref: AccountRef, made: Made): ExistingAccount | undefined =>
  ref.kind === 'existing' ? renamed(ref, made) : made.accounts.get(ref.person);

const groupOf = (ref: GroupRef, made: Made): ExistingGroup | undefined =>
  ref.kind === 'existing' ? ref : made.groups.get(ref.name);

/** A rename earlier in this plan changes the name that later requests must use. */
const renamed = (account: ExistingAccount, made: Made): ExistingAccount => ({
  ...account,
  username: made.usernames.get(account.id) ?? account.username,
});

export function note(change: Change, outcome: Outcome, made: Made): void {
  if (outcome.kind !== 'applied' && outcome.kind !== 'alreadySo') {
    if (change.kind === 'removeMember') made.occupied.add(change.group.id);
    return;
  }
  if (change.kind === 'createUser' && outcome.account !== undefined) made.accounts.set(change.person, outcome.account);
  if (change.kind === 'createGroup' && outcome.group !== undefined) made.groups.set(change.name, outcome.group);
  if (change.kind === 'renameUser') made.usernames.set(change.account.id, change.username);
}
