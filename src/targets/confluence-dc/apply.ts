import type { Command, Outcome } from '../../model/change.js';
import { asOutcome } from '../outcome.js';
import { createGroup, deleteGroup } from './apply-groups.js';
import { reactivateUser, updateUser } from './change-users.js';
import { createUser } from './create-user.js';
import { cutAccess } from './cut-access.js';
import { deactivateUser, deleteUser } from './end-users.js';
import { addMember, removeMember } from './memberships.js';
import { failed } from './refusal.js';
import type { Session } from './session.js';

/** Does one thing; a failure is an outcome (A3). Rejects only when interrupted, or on a bug. */
export const applyCommand = (session: Session, command: Command, signal: AbortSignal): Promise<Outcome> =>
  asOutcome(signal, session.http, () => dispatch(session, command, signal));

async function dispatch(session: Session, command: Command, signal: AbortSignal): Promise<Outcome> {
  switch (command.kind) {
    case 'createUser':
      return createUser(session, command, signal);
    case 'updateUser':
      return updateUser(session, command, signal);
    case 'renameUser':
      return failed(
        'Confluence cannot rename accounts by REST',
        'Rename it in Confluence: User management > the account > Edit.',
      );
    case 'reactivateUser':
      return reactivateUser(session, command, signal);
    case 'handOver':
      return failed('nothing in Confluence is handed over', 'Plan again: this is a change of another kind of target.');
    case 'grantPermission':
      return failed('permissions of a single account are not granted here', 'Add the account to a group that has it.');
    case 'cutAccess':
      return cutAccess(session, command.account, signal);
    case 'deactivateUser':
      return deactivateUser(session, command, signal);
    case 'deleteUser':
      return deleteUser(session, command, signal);
    case 'createGroup':
      return createGroup(session, command.name, signal);
    case 'renameGroup':
      return failed('Confluence cannot rename groups', 'Make a group of the new name and move the members (`onRename: move`).');
    case 'deleteGroup':
      return deleteGroup(session, command.group, signal);
    case 'addMember':
      return addMember(session, command, signal);
    case 'removeMember':
      return removeMember(session, command, signal);
  }
}
