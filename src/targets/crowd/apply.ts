import type { Command, Outcome } from '../../model/change.js';
import { asOutcome } from '../outcome.js';
import { createGroup, deleteGroup } from './apply-groups.js';
import { renameUser, switchUser, updateUser } from './change-users.js';
import { createUser } from './create-user.js';
import { deleteUser } from './delete-user.js';
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
      return switchUser(session, command.account, true, signal);
    case 'deactivateUser':
      return switchUser(session, command.account, false, signal);
    case 'deleteUser':
      return deleteUser(session, command, signal);
    case 'createGroup':
      return createGroup(session, command.name, signal);
    case 'renameGroup':
      return failed('Crowd cannot rename groups', 'Make a group of the new name and move the members (`onRename: move`).');
    case 'deleteGroup':
      return deleteGroup(session, command.group, signal);
    case 'addMember':
      return addMember(session, command, signal);
    case 'removeMember':
      return removeMember(session, command, signal);
    case 'handOver':
      return failed('Crowd has nothing that could be handed over', 'Make a new plan.');
    case 'cutAccess':
      return failed(
        'Crowd does not tell which groups let somebody in',
        'Switch the account off, or take it out of groups by hand.',
      );
    case 'grantPermission':
      return failed('Crowd has no permissions of a single account', 'Make a new plan.');
  }
}
