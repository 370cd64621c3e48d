import type { Command } from '../../../src/model/change.js';
import { splitPersonKey } from '../../../src/model/ids.js';
import { fold, isPrivileged } from '../../expected/names.js';
import { standingOf } from '../../expected/people.js';
import type { Judgement } from './judgement.js';

/** Ids of accounts made in this run → how the expectation calls them: `new p1`. */
export type Made = ReadonlyMap<string, string>;

/** Why the simple model has no such change in view, if it has not. */
export function forbiddenBecause(command: Command, { world, accounts, end }: Judgement, made: Made): string | undefined {
  const calledThere = (id: string) => made.get(id) ?? id;
  const account = (id: string) => end.accounts.find(one => one.id === calledThere(id));
  const isIn = (group: string, id: string) => end.groups[fold(group)]?.includes(calledThere(id)) === true;
  switch (command.kind) {
    case 'createUser': {
      const wanted = account(`new ${splitPersonKey(command.person).id}`);
      return wanted?.username === command.username ? undefined : 'nobody wants that account made';
    }
    case 'updateUser': {
      const wanted = account(command.account.id);
      const { email, displayName } = command.values;
      const isSo = (email ?? wanted?.email) === wanted?.email && (displayName ?? wanted?.name) === wanted?.name;
      return wanted !== undefined && isSo ? undefined : 'nobody wants these values';
    }
    case 'renameUser':
      return account(command.account.id)?.username === command.username ? undefined : 'nobody wants that name';
    case 'reactivateUser':
      return account(command.account.id)?.active === true ? undefined : 'nobody wants it switched on';
    case 'deactivateUser': {
      if (account(command.account.id)?.active !== false) return 'nobody wants it switched off';
      const owner = accounts.ownerOf.get(command.account.id);
      const standing = owner === undefined ? 'nobody' : standingOf(owner, world);
      return standing === `${command.leaver} leaver` ? undefined : `its person is: ${standing}`;
    }
    case 'createGroup':
      return end.groups[fold(command.name)] === undefined ? 'nobody wants that group' : undefined;
    case 'addMember':
      return isIn(command.group.name, command.account.id) ? undefined : 'nobody wants that membership';
    case 'removeMember':
      return isIn(command.group.name, command.account.id) ? 'the membership is wanted, or not ours to take' : undefined;
    case 'deleteUser':
    case 'deleteGroup':
    case 'renameGroup':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
      return 'no rule of this config does that';
  }
}

/** Why nobody may do that unwatched, if so (G2, G5, U5). */
export function needsAPerson(command: Command, { world, accounts }: Judgement, ours: ReadonlySet<string>): string | undefined {
  const { target, config, memory } = world;
  if (command.kind === 'addMember' && isPrivileged(command.group.name, [...target.administratorGroups, ...config.protectGroups]))
    return 'the group is privileged';
  if ((command.kind === 'addMember' || command.kind === 'removeMember') && !ours.has(fold(command.group.name)))
    return 'the group was never approved';
  const owner = 'account' in command ? accounts.ownerOf.get(command.account.id) : undefined;
  const isLinked = memory.links.some(({ person }) => person === owner);
  const isEnd = 'leaver' in command && command.leaver !== undefined;
  return isEnd && owner !== undefined && !isLinked ? 'it is a legacy leaver' : undefined;
}

/** What takes something from somebody. */
export const isDestructive = ({ kind }: Command): boolean =>
  kind === 'removeMember' ||
  kind === 'deactivateUser' ||
  kind === 'deleteUser' ||
  kind === 'deleteGroup' ||
  kind === 'cutAccess' ||
  kind === 'handOver' ||
  kind === 'renameGroup';
