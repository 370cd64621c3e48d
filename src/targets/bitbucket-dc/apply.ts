import type { Command, Outcome } from '../../model/change.js';
import { asOutcome } from '../outcome.js';
import { addMembers } from './add-members.js';
import { createGroup, deleteGroup } from './apply-groups.js';
import { deleteUser, reactivateUser, renameUser, updateUser } from './change-users.js';
import { createUser } from './create-user.js';
import { failed } from './refusal.js';
import { removeMember } from './remove-member.js';
import { grantPermission, revokeAccess } from './revoke-access.js';
import type { Session } from './session.js';

/** Does one thing; a failure is an outcome (A3). Rejects only when interrupted, or on a bug. */
export async function applyCommand(session: Session, command: Command, signal: AbortSignal): Promise<Outcome> {
  return asOutcome(signal, session.http, () => dispatch(session, command, signal));
}

async function dispatch(session: Session, command: Command, signal: AbortSignal): Promise<Outcome> {
  switch (command.kind) {
    case 'createUser':
      return createUser(session, command, signal);
    case 'updateUser':
      return updateUser(session, command, signal);
    case 'renameUser':
      return renameUser(session, command, signal);
    case 'reactivateUser':
      return reactivateUser(session, command, signal);
    case 'grantPermission':
      return grantPermission(session, command, signal);
    case 'handOver':
      return failed('nobody leads anything in Bitbucket', 'The next run plans anew.');
    case 'cutAccess':
    case 'deactivateUser':
      return revokeAccess(session, command.account, signal);
    case 'deleteUser':
      return deleteUser(session, command, signal);
    case 'createGroup':
      return createGroup(session, command.name, signal);
    case 'renameGroup':
      return failed('Bitbucket cannot rename groups', 'Make a group of the new name and move the members (`onRename: move`).');
    case 'deleteGroup':
      return deleteGroup(session, command.group, signal);
    case 'addMember':
      return (await addMembers(session, [command], signal))[0] ?? failed('nothing came of it', 'The next run looks.');
    case 'removeMember':
      return removeMember(session, command, signal);
  }
}
