import { Interrupted, SyncError } from '../../errors.js';
import type { TargetDirectory } from '../../model/directory.js';
import type { NameKey, TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { SharedDirectory, SharingRules } from '../../model/shared-directory.js';
import type { ReadRecord, StateStore } from '../../state/store.js';
import type { Target } from '../../targets/target.js';
import type { Emit } from '../events.js';
import { targetRecord } from '../read-records.js';
import { compareDirectories } from './compare.js';
import { lately } from './lately.js';
import { withoutOnTheirWay } from './on-their-way.js';

/** A target that shares a directory, and what is known of it: it is only read. */
export interface SharingTarget {
  readonly target: Pick<Target, 'name' | 'read' | 'check' | 'capabilities'>;
  readonly rules: SharingRules;
}

/** A target that was read and planned in this run. */
export interface ReadOwner {
  readonly target: Pick<Target, 'name' | 'capabilities'>;
  readonly actual: TargetDirectory;
}

/** What a run has that looks at them. */
interface Context {
  readonly sharing?: readonly SharingTarget[];
  readonly store: Pick<StateStore, 'runs' | 'journal'>;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

type Chosen = readonly { readonly target: Pick<Target, 'name'> }[];

interface ReadInRun {
  /** the targets that the run is for, and of those the ones that could be read */
  readonly chosen: Chosen;
  readonly owners: ReadonlyMap<TargetName, ReadOwner>;
  readonly lastWhole: ReadonlyMap<string, ReadRecord>;
  readonly now: string;
}

export interface VerifiedTargets {
  readonly shared: readonly SharedDirectory[];
  readonly problems: readonly { readonly system: TargetName; readonly problem: string; readonly hint: string }[];
  readonly reads: readonly ReadRecord[];
}

/** Reads each target that shares the directory of one that the run read, and compares the two (G12). Nothing is written. */
export async function verifyShared(context: Context, read: ReadInRun): Promise<VerifiedTargets> {
  const shared: SharedDirectory[] = [];
  const problems: VerifiedTargets['problems'][number][] = [];
  const reads: ReadRecord[] = [];
  for (const one of following(context, read.chosen)) {
    const { name, of } = one.rules;
    const owner = read.owners.get(of);
    if (owner === undefined) {
      shared.push(notCompared(one.rules, `${of} could not be read`));
      continue;
    }
    try {
      const found = await verifyOne(context, read, one, owner);
      shared.push(found.shared);
      reads.push(found.read);
    } catch (error) {
      if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
      const { message: problem, hint } = error;
      context.emit({ kind: 'readFailed', target: name, problem, hint });
      problems.push({ system: name, problem, hint });
      reads.push({ system: name, kind: 'target', readAt: read.now, result: { kind: 'failed', problem, hint } });
      shared.push(notCompared(one.rules, 'it could not be read'));
    }
  }
  return { shared, problems, reads };
}

/** The targets that share the directory of one that a run for some people, or an undo, is for: they are not looked at, and that is said. */
export const unverified = (context: Pick<Context, 'sharing'>, chosen: Chosen): readonly SharedDirectory[] =>
  following(context, chosen).map(({ rules }) => notCompared(rules, 'only a run for everybody does that'));

const following = ({ sharing = [] }: Pick<Context, 'sharing'>, chosen: Chosen): readonly SharingTarget[] =>
  sharing.filter(({ rules }) => chosen.some(({ target }) => target.name === rules.of));

const notCompared = ({ name, of, syncMs }: SharingRules, why: string): SharedDirectory => ({
  ...{ target: name, of, syncMs },
  verified: { kind: 'notCompared', why },
});

async function verifyOne(
  { store, emit, signal }: Context,
  { lastWhole, now }: ReadInRun,
  { target, rules }: SharingTarget,
  { target: owner, actual }: ReadOwner,
): Promise<{ readonly shared: SharedDirectory; readonly read: ReadRecord }> {
  const { name } = target;
  emit({ kind: 'readStarted', target: name });
  const inPlay = groupsRead(actual);
  const here = await target.read(
    { membersOf: ({ key }) => inPlay.has(key) },
    { signal, onProgress: progress => emit({ kind: 'readProgress', target: name, ...progress }) },
  );
  emit({ kind: 'read', target: name, accounts: here.accounts.size, groups: here.groups.size, calls: here.evidence.calls });
  const sides = [sideOf(owner, actual), sideOf(target, here)] as const;
  const { people, groups, differences, unknownGroups } = compareDirectories(...sides, rules.ignore);
  const since = new Date(Date.parse(now) - rules.syncMs).toISOString();
  const explained = withoutOnTheirWay(differences, await lately(store, rules.of, since));
  const { of, syncMs } = rules;
  return {
    shared: { target: name, of, syncMs, verified: { kind: 'compared', people, groups, unknownGroups, ...explained } },
    read: targetRecord(name, here, lastWhole.get(name)),
  };
}

const groupsRead = ({ groups }: TargetDirectory): ReadonlySet<NameKey> =>
  new Set([...groups.values()].filter(({ members }) => members.kind === 'read').map(({ name }) => nameKey(name)));

const sideOf = ({ capabilities }: Pick<Target, 'capabilities'>, directory: TargetDirectory) => ({
  directory,
  directMembers: capabilities(directory.product.version).directMembers,
});
