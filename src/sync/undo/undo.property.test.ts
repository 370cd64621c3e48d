import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JIRA, replay, replayOne } from '../../../test/directories.js';
import type { World } from '../../../test/expected/index.js';
import { LOOSE_GUARDS } from '../../../test/rules.js';
import { endOf, setupOf, worlds } from '../../../test/worlds.js';
import type { Change } from '../../model/change.js';
import type { TargetDirectory } from '../../model/directory.js';
import { changesOf, type Plan } from '../../model/plan.js';
import { type Ran, story } from './test-undo.js';

const setup = (world: World) => ({ ...setupOf(world), guards: LOOSE_GUARDS, attended: true });
const always = (holds: (world: World) => Promise<void>) => fc.assert(fc.asyncProperty(worlds, holds), { numRuns: 150 });

/** What an undo would reach, had no guard held a part of it. */
function wished(plan: Plan, actual: TargetDirectory): TargetDirectory {
  const held = new Map(plan.held.map(({ change }) => [change.id, change]));
  return [...changesOf(plan), ...held.values()].reduce(replayOne, actual);
}

/** An account that was made stays, switched off (A8). */
function withMade(before: TargetDirectory, { applied }: Ran, after: TargetDirectory): TargetDirectory {
  const accounts = new Map(before.accounts);
  for (const { change, outcome } of applied) {
    const made = change.kind === 'createUser' && outcome.kind === 'applied' ? outcome.account?.id : undefined;
    const account = made === undefined ? undefined : after.accounts.get(made);
    if (account !== undefined) accounts.set(account.id, { ...account, active: false });
  }
  return { ...before, accounts };
}

/** Whether a target shows what a change did. */
function shows(actual: TargetDirectory, change: Change): boolean {
  const account = 'account' in change && change.account.kind === 'existing' ? actual.accounts.get(change.account.id) : undefined;
  const group = 'group' in change && change.group.kind === 'existing' ? actual.groups.get(change.group.id) : undefined;
  const isIn = account !== undefined && group?.members.kind === 'read' && group.members.ids.has(account.id);
  switch (change.kind) {
    case 'deactivateUser':
      return account?.active === false;
    case 'reactivateUser':
      return account?.active === true;
    case 'renameUser':
      return account?.username === change.username;
    case 'updateUser':
      return Object.entries({ ...account, ...change.values }).every(([name, value]) =>
        Object.entries(account ?? {}).some(([at, is]) => at === name && is === value),
      );
    case 'addMember':
      return isIn;
    case 'removeMember':
      return !isIn;
    case 'deleteGroup':
      return group === undefined;
    default:
      return true;
  }
}

describe('A8: whatever the company, the config and the target are', () => {
  it('a run undone leaves the target as it was before; only accounts that were made stay, switched off', async () => {
    await always(async world => {
      const { target, run, plan } = story(setup(world));
      const before = target.current();
      const ran = await run();
      const after = target.current();

      const undo = await plan({ undo: ran.run });

      expect(undo.notes.filter(({ kind }) => kind === 'notUndone')).toEqual([]);
      expect(endOf(wished(undo, after))).toEqual(endOf(withMade(before, ran, after)));
    });
  });

  it('no later plan of the same config redoes what was undone', async () => {
    await always(async world => {
      const { target, run, plan } = story(setup(world));
      const undone = await run({ undo: (await run()).run });

      const next = replay(await plan(), target.current());

      expect(changesOf(undone.plan).filter(change => !shows(next, change))).toEqual([]);
    });
  });

  it('an undo undone leaves the target as the run did, and nothing pinned', async () => {
    await always(async world => {
      const { target, store, run } = story(setup(world));
      const { run: first } = await run();
      const after = target.current();
      const undo = await run({ undo: first });
      const between = target.current();

      const again = await run({ undo: undo.run });

      expect(endOf(wished(again.plan, between))).toEqual(endOf(after));
      if (again.plan.held.length === 0) expect(await store.pins(JIRA)).toEqual([]);
    });
  });

  it('undone twice, there is nothing left to do', async () => {
    await always(async world => {
      const { run, plan } = story(setup(world));
      const { run: first } = await run();
      const undo = await run({ undo: first });

      const again = await plan({ undo: first });

      expect(changesOf(again)).toEqual([]);
      expect(again.held.map(({ change }) => change.id)).toEqual(undo.plan.held.map(({ change }) => change.id));
    });
  });
});
