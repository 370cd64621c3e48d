import type { Change } from '../../model/change.js';

/** Whether a change is destructive: somebody or something has less after it. */
export function takesAway(change: Change): boolean {
  switch (change.kind) {
    case 'removeMember':
    case 'deactivateUser':
    case 'cutAccess':
    case 'handOver':
    case 'deleteUser':
    case 'deleteGroup':
    case 'renameGroup':
      return true;
    case 'createUser':
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'createGroup':
    case 'addMember':
      return false;
  }
}
