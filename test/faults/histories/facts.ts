import type { Command } from '../../../src/model/change.js';
import { fold } from '../../expected/names.js';
import type { Company } from './company.js';
import type { Deed } from './fake-target.js';

/** One thing that a target holds: whether somebody is in a group, is active, an attribute, whether a group is there. */
export type Value = string | boolean | undefined;

export interface Fact {
  readonly of: 'member' | 'active' | 'username' | 'email' | 'name' | 'group';
  readonly account: string;
  /** folded name */
  readonly group: string;
}

export interface Move extends Fact {
  readonly before: Value;
  readonly after: Value;
}

export const keyOf = ({ of, account, group }: Fact) => `${of} ${account} ${group}`;

export function heldOf({ of, account, group }: Fact, { accounts, teams }: Company): Value {
  switch (of) {
    case 'member':
      return teams.get(group)?.members.has(account) === true;
    case 'group':
      return teams.has(group);
    case 'active':
    case 'username':
    case 'email':
    case 'name':
      return accounts.get(account)?.[of];
  }
}

/** What a deed moved. */
export function movesOf({ command, before, made, members }: Deed): readonly Move[] {
  const account = made ?? ('account' in command ? command.account.id : '');
  const of = (fact: Fact['of'], was: Value, is: Value, group = ''): Move => ({
    of: fact,
    account,
    group,
    before: was,
    after: is,
  });
  switch (command.kind) {
    case 'createUser':
      return [of('active', false, true)];
    case 'updateUser': {
      const { email, displayName } = command.values;
      const mail = email === undefined ? [] : [of('email', before?.email, email)];
      return displayName === undefined ? mail : [...mail, of('name', before?.name, displayName)];
    }
    case 'renameUser':
      return [of('username', before?.username, command.username)];
    case 'reactivateUser':
      return [of('active', false, true)];
    case 'deactivateUser':
      return [of('active', true, false)];
    case 'addMember':
      return [of('member', false, true, fold(command.group.name))];
    case 'removeMember':
      return [of('member', true, false, fold(command.group.name))];
    case 'createGroup':
      return [{ of: 'group', account: '', group: fold(command.name), before: false, after: true }];
    case 'deleteGroup':
      return [
        { of: 'group', account: '', group: fold(command.group.name), before: true, after: false },
        ...members.map(
          (id): Move => ({ of: 'member', account: id, group: fold(command.group.name), before: true, after: false }),
        ),
      ];
    case 'deleteUser':
    case 'renameGroup':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
      return [];
  }
}

/** What a command would move, as far as it says. */
export const aims = (command: Command): readonly Move[] =>
  command.kind === 'createUser' ? [] : movesOf({ command, before: undefined, made: undefined, members: [] });
