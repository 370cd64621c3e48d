import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { account, key, NOW, replayOne, targetDirectory, targetGroup } from '../../../test/directories.js';
import { targetRules } from '../../../test/rules.js';
import type { Change } from '../../model/change.js';
import { knownIn, type TargetDirectory } from '../../model/directory.js';
import { nameKey } from '../../model/names.js';
import { existing } from '../diff/draft.js';
import { compareDirectories } from './compare.js';
import { withoutOnTheirWay } from './on-their-way.js';

const NAMES = ['ann', 'bob', 'cid', 'dan'];
const GROUPS = ['Developers', 'Sales'];
const START = targetDirectory({
  accounts: [account('ann'), account('bob'), account('cid', { active: false })],
  groups: [targetGroup('Developers', ['ann', 'cid'])],
});

type Step = { readonly kind: Change['kind']; readonly name: string; readonly group: string };
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Change['kind'][]>(
      'createUser',
      'renameUser',
      'reactivateUser',
      'deactivateUser',
      'deleteUser',
      'createGroup',
      'deleteGroup',
      'addMember',
      'removeMember',
    ),
    name: fc.constantFrom(...NAMES),
    group: fc.constantFrom(...GROUPS),
  }),
  { maxLength: 12 },
);

/** The change that a step is where the directory stands so; none where it makes no sense. */
function changeOf({ kind, name, group }: Step, directory: TargetDirectory): Change | undefined {
  const one = [...directory.accounts.values()].find(({ username }) => nameKey(username) === name);
  const at = directory.groups.get(targetGroup(group, []).id);
  const common = { id: `${kind} ${name} ${group}`, reasons: [] };
  if (kind === 'createUser')
    return one === undefined ? { ...common, kind, person: key(name), username: name, values: {} } : undefined;
  if (kind === 'createGroup') return at === undefined ? { ...common, kind, name: group } : undefined;
  const ref = at && { kind: 'existing' as const, id: at.id, name: at.name };
  if (kind === 'deleteGroup') return ref && { ...common, kind, group: ref };
  if (one === undefined) return undefined;
  const who = existing(one);
  if (kind === 'renameUser') return { ...common, kind, account: who, before: one.username, username: `${one.username}x` };
  if (kind === 'reactivateUser') return { ...common, kind, account: who };
  if (kind === 'deactivateUser' || kind === 'deleteUser') return { ...common, kind, account: who, leaver: 'stated' };
  const isIn = at !== undefined && knownIn(at)?.has(one.id) === true;
  if (kind === 'addMember') return ref && !isIn ? { ...common, kind, group: ref, account: who } : undefined;
  if (kind === 'removeMember') return ref && isIn ? { ...common, kind, group: ref, account: who } : undefined;
  return undefined;
}

function changed(from: TargetDirectory, taken: readonly Step[]): { directory: TargetDirectory; changes: readonly Change[] } {
  let directory = from;
  const changes: Change[] = [];
  for (const step of taken) {
    const change = changeOf(step, directory);
    if (change === undefined) continue;
    directory = replayOne(directory, change);
    changes.push(change);
  }
  return { directory, changes };
}

const differences = (there: TargetDirectory, here: TargetDirectory) =>
  compareDirectories({ directory: there, directMembers: true }, { directory: here, directMembers: true }, targetRules().ignore)
    .differences;

describe('differences that are on their way (G12)', () => {
  it('are all that rollcall made since the directory was fetched, wherever in between that was', () => {
    fc.assert(
      fc.property(steps, steps, (earlier, later) => {
        const fetched = changed(START, earlier);
        const now = changed(fetched.directory, later);
        const found = differences(now.directory, fetched.directory);

        const explained = withoutOnTheirWay(
          found,
          [...fetched.changes, ...now.changes].map(change => ({ change, at: NOW })),
        );

        expect(explained.differences).toEqual([]);
        expect(explained.waiting === undefined).toBe(found.length === 0);
        expect(differences(now.directory, now.directory)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are none where somebody else made them, or where they are older', () => {
    fc.assert(
      fc.property(steps, taken => {
        const found = differences(changed(START, taken).directory, START);

        expect(withoutOnTheirWay(found, [])).toEqual({ differences: found });
      }),
    );
  });

  it('are told by how many changes, and when the last was made; what no change explains stays', () => {
    const there = changed(START, [
      { kind: 'createUser', name: 'dan', group: 'Sales' },
      { kind: 'addMember', name: 'bob', group: 'Developers' },
    ]);
    const gone = replayOne(there.directory, {
      ...{ kind: 'deleteUser', id: 'x', reasons: [], leaver: 'stated' },
      account: existing(account('cid')),
    });
    const lately = there.changes.map((change, at) => ({ change, at: `2026-11-20T1${at}:00:00.000Z` }));

    expect(withoutOnTheirWay(differences(gone, START), lately)).toEqual({
      waiting: { changes: 2, newest: '2026-11-20T11:00:00.000Z' },
      differences: [{ kind: 'extraPerson', username: 'cid' }],
    });
  });
});
