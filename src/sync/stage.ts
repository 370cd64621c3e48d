import type { Change } from '../model/change.js';
import { type Stage, type StageName, stageNames } from '../model/plan.js';

/** Changes → ordered stages (A1); `early` names changes that free a seat which the plan needs (guard `seats`). Pure. */
export function stage(changes: readonly Change[], early: ReadonlySet<string> = new Set()): readonly Stage[] {
  const byStage = Map.groupBy(changes, change => (early.has(change.id) ? earlyStageOf(change) : stageOf(change)));
  return stageNames.map(name => ({ name, changes: (byStage.get(name) ?? []).toSorted((a, b) => compare(a.id, b.id)) }));
}

const earlyStageOf = ({ kind }: Change): StageName =>
  kind === 'handOver' ? 'hand over for stated leavers' : 'end stated leavers';

/** Bytewise, so that the same plan comes out everywhere; no two changes have one id. */
const compare = (a: string, b: string) => (a < b ? -1 : 1);

function stageOf(change: Change): StageName {
  switch (change.kind) {
    case 'handOver':
      return change.leaver === 'stated' ? 'hand over for stated leavers' : 'hand over for inferred leavers';
    case 'cutAccess':
    case 'deactivateUser':
      return change.leaver === 'stated' ? 'end stated leavers' : 'end inferred leavers';
    case 'createUser':
      return 'create users';
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
      return 'update users';
    case 'createGroup':
    case 'renameGroup':
      return 'create groups';
    case 'addMember':
      return 'add members';
    case 'removeMember':
      if (change.leaver === undefined) return 'remove members';
      return change.leaver === 'stated' ? 'end stated leavers' : 'end inferred leavers';
    case 'deleteUser':
    case 'deleteGroup':
      return 'delete';
  }
}
