import type { Command, Outcome } from '../../model/change.js';
import { asOutcome } from '../outcome.js';
import { createGroup, deleteGroup } from './apply-groups.js';
import { reactivateUser, renameUser, updateUser } from './change-users.js';
import { createUser } from './create-user.js';
import { cutAccess } from './cut-access.js';
import { deactivateUser, deleteUser } from './end-users.js';
import { handOver } from './hand-over.js';
import { addMember, removeMember } from './memberships.js';
import { failed } from './refusal.js';
import type { Session } from './session.js';

/** Does one thing; a failure is an outcome (A3). Rejects only when interrupted, or on a bug. */
export const applyCommand = (session: Session, command: Command, signal: AbortSignal): Promise<Outcome> =>
  asOutcome(signal, session.http, () => dispatch(session, command, signal));

function dispatch(session: Session, command: Command, signal: AbortSignal): Promise<Outcome> | Outcome {
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
      return failed('Jira grants permissions to groups and roles only', 'Add the account to a group that has it.');
    case 'handOver':
      return handOver(session, command, signal);
    case 'cutAccess':
      return cutAccess(session, command.account, signal);
    case 'deactivateUser':
      return deactivateUser(session, command, signal);
    case 'deleteUser':
      return deleteUser(session, command, signal);
    case 'createGroup':
      return createGroup(session, command.name, signal);
    case 'renameGroup':
      return failed('Jira cannot rename groups', 'Make a group of the new name and move the members (`onRename: move`).');
    case 'deleteGroup':
      return deleteGroup(session, command.group, signal);
    case 'addMember':
      return addMember(session, command, signal);
    case 'removeMember':
      return removeMember(session, command, signal);
  }
}
