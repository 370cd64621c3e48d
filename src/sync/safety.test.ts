import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { account, inactive, key, link, person, pulled, targetGroup } from '../../test/directories.js';
import type { World } from '../../test/expected/index.js';
import { fold, isPrivileged } from '../../test/expected/names.js';
import { heldBy, idsOf, planFor, type Setup } from '../../test/planning.js';
import { DEFAULT_GUARDS, expression, sync } from '../../test/rules.js';
import { setupOf, worlds } from '../../test/worlds.js';
import type { Change } from '../model/change.js';
import { changesOf, type Plan } from '../model/plan.js';

/** Everything a plan would do, had no guard looked at it. */
const wishedBy = (plan: Plan): readonly Change[] => [...changesOf(plan), ...plan.held.map(({ change }) => change)];
const planOf = (world: World, more: Partial<Setup> = {}) => planFor({ ...setupOf(world), ...more });
const always = (holds: (world: World) => Promise<void>, numRuns = 150) => fc.assert(fc.asyncProperty(worlds, holds), { numRuns });

describe('whatever the company, the config and the target are', () => {
  it('the order of rows makes no difference', async () => {
    await always(async world => {
      const turned: World = {
        ...world,
        source: { ...world.source, people: world.source.people.toReversed(), groups: world.source.groups.toReversed() },
        target: { ...world.target, accounts: world.target.accounts.toReversed(), groups: world.target.groups.toReversed() },
        memory: { ...world.memory, links: world.memory.links.toReversed(), ledger: world.memory.ledger.toReversed() },
      };
      const ids = async (one: World) => ({ done: idsOf(await planOf(one)), held: heldBy(await planOf(one)).toSorted() });
      expect(await ids(turned)).toEqual(await ids(world));
    });
  });

  it('§2: an unread source takes nothing away, and gives nothing', async () => {
    await always(async world => {
      expect(wishedBy(await planOf({ ...world, source: { ...world.source, read: false } }))).toEqual([]);
    });
  });

  it('C2: no match key takes over an account that is protected, privileged, inactive, a service account or our own', async () => {
    await always(async world => {
      const { links } = await planOf(world);
      const { target, config, memory } = world;
      const admins = target.groups.filter(({ name }) =>
        isPrivileged(name, [...target.administratorGroups, ...config.protectGroups]),
      );
      const linkedBefore = memory.links.map(({ account: id }) => id);
      for (const { account: ref } of links) {
        if (ref.kind === 'new' || linkedBefore.includes(ref.id)) continue;
        const taken = target.accounts.find(({ id }) => id === ref.id);
        expect(taken).toMatchObject({ active: true, kind: 'person' });
        expect([...config.protectUsers, ...config.ignoreUsers]).not.toContain(fold(taken?.username ?? ''));
        expect(admins.flatMap(({ members }) => members)).not.toContain(ref.id);
      }
    });
  });

  it('C1: no two people have one account, and nobody two', async () => {
    await always(async world => {
      const { links } = await planOf(world);
      const kept = world.memory.links.filter(({ closed }) => !closed).map(({ person: who, account: id }) => `${who} ${id}`);
      const made = links.flatMap(({ person: who, account: ref }) =>
        ref.kind === 'existing' ? [`${who.split('\u001f')[1]} ${ref.id}`] : [],
      );
      const pairs = [...new Set([...kept, ...made])].map(pair => pair.split(' '));
      expect(new Set(pairs.map(([who]) => who)).size).toBe(pairs.length);
      expect(new Set(pairs.map(([, id]) => id)).size).toBe(pairs.length);
    });
  });

  it('G2: no pattern reaches a privileged group, whatever letters it is written in', async () => {
    await always(async world => {
      const spelled = [
        ...world.config.groups.manual.map(({ to }) => to),
        ...world.config.groups.allUsers,
        ...world.config.groups.newUsers,
      ];
      for (const change of wishedBy(await planOf(world))) {
        if (change.kind !== 'addMember' && change.kind !== 'createGroup') continue;
        const name = change.kind === 'createGroup' ? change.name : change.group.name;
        if (isPrivileged(name, ['jira-administrators', 'vault'])) expect(spelled.map(fold)).toContain(fold(name));
      }
    });
  });

  it('U5: an account that nobody claims is changed by nothing but a strict group', async () => {
    await always(async world => {
      const plan = await planOf(world);
      const linked = new Set([
        ...world.memory.links.map(({ account: id }) => id),
        ...plan.links.map(({ account: ref }) => (ref.kind === 'existing' ? ref.id : '')),
      ]);
      for (const change of wishedBy(plan))
        if ('account' in change && change.account.kind === 'existing' && !linked.has(change.account.id))
          expect(change.kind).toBe('removeMember');
    });
  });

  it('an unattended first run does nothing, and remembers nothing', async () => {
    await always(async world => {
      const plan = await planOf(world, { attended: false, everApplied: false });
      expect(idsOf(plan)).toEqual([]);
      expect(plan).toMatchObject({ links: [], takes: [], closedLinks: [], ledger: { add: [], drop: [] } });
    });
  });

  it('--no-removals: nothing is taken from anybody', async () => {
    await always(async world => {
      for (const { kind } of wishedBy(await planOf(world, { noRemovals: true })))
        expect(['createUser', 'updateUser', 'renameUser', 'reactivateUser', 'createGroup', 'addMember']).toContain(kind);
    });
  });

  it('what a guard holds is not done, and what is done is not held', async () => {
    await always(async world => {
      const plan = await planOf(world, { attended: false, guards: DEFAULT_GUARDS });
      const held = new Set(plan.held.map(({ change }) => change.id));
      expect(idsOf(plan).filter(id => held.has(id))).toEqual([]);
    });
  });
});

describe('leavers, stated and inferred', () => {
  const company = (stated: number, inferred: number) => {
    const names = Array.from({ length: stated + inferred }, (_, at) => `p${at}`);
    const others = Array.from({ length: 20 }, (_, at) => `q${at}`);
    return {
      pulled: pulled({
        people: [
          ...names.map((name, at) => (at < stated ? inactive(name) : person(name, { attributes: { drop: true } }))),
          ...others.map(name => person(name)),
        ],
      }),
      syncs: [
        sync({
          users: {
            filter: expression('!drop', ({ attributes }) => attributes.drop !== true),
            leavers: { action: 'deactivate', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1e12 },
          },
        }),
      ],
      accounts: [...names, ...others].map(name => account(name)),
      links: [...names, ...others].map(name => link(name)),
    };
  };

  it('a filter typo that drops hundreds does not keep the one who was dismissed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 6, max: 40 }), async (stated, inferred) => {
        const plan = await planFor(company(stated, inferred));
        expect(idsOf(plan)).toHaveLength(stated);
        expect(new Set(plan.held.map(({ guard }) => guard))).toEqual(new Set(['deactivations']));
      }),
      { numRuns: 25 },
    );
  });

  it('--allow lifts a guard up to its number, and never beyond', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 6, max: 30 }), fc.integer({ min: 0, max: 40 }), async (leaving, allowed) => {
        const plan = await planFor({ ...company(0, leaving), allow: { deactivations: allowed } });
        expect(idsOf(plan)).toHaveLength(allowed >= leaving ? leaving : 0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('whom the target does not show as an administrator', () => {
  it('C2: the administrators’ group is read, though no rule names it', async () => {
    const plan = await planFor({
      pulled: pulled({ people: [person('ann')] }),
      accounts: [account('ann')],
      groups: [targetGroup('jira-administrators', ['ann'])],
      administratorGroups: ['jira-administrators'],
    });
    expect(plan.links).toEqual([]);
    expect(plan.notes).toContainEqual(expect.objectContaining({ kind: 'needsAdoption', person: key('ann') }));
  });

  it('C2: while its members could not be read, nobody is taken over by a match key', async () => {
    const plan = await planFor({
      pulled: pulled({ people: [person('ann')] }),
      accounts: [account('ann')],
      groups: [{ ...targetGroup('jira-administrators', []), members: { kind: 'unknown', why: 'page 2 failed' } }],
      administratorGroups: ['jira-administrators'],
    });
    expect(plan.links).toEqual([]);
  });
});
