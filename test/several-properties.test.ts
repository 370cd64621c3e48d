import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../src/model/change.js';
import { changesOf, isEmpty, type Plan } from '../src/model/plan.js';
import { fold, isPrivileged } from './expected/names.js';
import type { Realm } from './expected/several/index.js';
import { accountsHeldBefore, turned } from './expected/several/worded.js';
import { applied, heldBy, idsOf, planFor, type Setup } from './planning.js';
import { realmSetup } from './realm-setup.js';
import { anotherDay, realms, type Shape, tidied } from './realms.js';
import { LOOSE_GUARDS } from './rules.js';

const shapes: readonly [string, Shape][] = [
  ['two sources', 'twoSources'],
  ['several syncs of one source', 'oneSource'],
];

const always = (shape: Shape, holds: (realm: Realm) => Promise<void>, numRuns = 100) =>
  fc.assert(fc.asyncProperty(realms(shape), holds), { numRuns });
const planOf = async (realm: Realm, more: Partial<Setup> = {}) => planFor({ ...(await realmSetup(realm)), ...more });
/** Everything a plan would do, had no guard looked at it. */
const wishedBy = (plan: Plan): readonly Change[] => [...changesOf(plan), ...plan.held.map(({ change }) => change)];
const takes = ({ kind }: Change) => kind === 'removeMember' || kind === 'deactivateUser' || kind === 'cutAccess';
const gives = ({ kind }: Change) => kind === 'createUser' || kind === 'addMember' || kind === 'reactivateUser';
/** Applied until nothing is left to do. */
async function atRest(setup: Setup): Promise<Setup> {
  let { next, plan } = await applied(setup);
  for (let runs = 1; !isEmpty(plan); runs++) {
    expect(runs).toBeLessThan(6);
    ({ next, plan } = await applied(next));
  }
  return next;
}
const inWords = (plan: Plan) => ({
  done: idsOf(plan).toSorted(),
  held: heldBy(plan).toSorted(),
  links: plan.links.map(({ person, owner }) => `${person} ${owner}`).toSorted(),
});

describe.each(shapes)('%s', (_, shape) => {
  it('a second plan is empty', async () => {
    await always(shape, async realm => {
      const { next } = await applied(await realmSetup(tidied(realm)));
      expect(idsOf(await planFor(next))).toEqual([]);
    });
  });

  it('comes to rest, also where people stand in each other’s way', async () => {
    await always(shape, async realm => {
      await atRest(await realmSetup(realm));
    });
  });

  it('the order of rows, groups, links and sources makes no difference', async () => {
    await always(shape, async realm => {
      expect(inWords(await planOf(turned(realm)))).toEqual(inWords(await planOf(realm)));
    });
  });

  it('C4: the order of the syncs in the file makes no difference where their priorities differ', async () => {
    await always(shape, async realm => {
      const syncs = realm.syncs.map((one, at) => ({ ...one, priority: at, create: true }));
      const planned = async (all: Realm['syncs']) => inWords(await planOf({ ...realm, syncs: all }));
      expect(await planned(syncs.toReversed())).toEqual(await planned(syncs));
    });
  });

  it('C2: nobody is linked by a match key to an account that is protected, privileged, inactive, a service’s, ours or foreign', async () => {
    await always(shape, async realm => {
      const { target, protectUsers, protectGroups, ignoreUsers } = realm;
      const privileged = target.groups.filter(({ name }) =>
        isPrivileged(name, [...target.administratorGroups, ...protectGroups]),
      );
      for (const { person, account: ref } of (await planOf(realm)).links) {
        if (ref.kind === 'new' || accountsHeldBefore(person.split('\u001f')[1] ?? '', realm).includes(ref.id)) continue;
        const taken = target.accounts.find(({ id }) => id === ref.id);
        expect(taken).toMatchObject({ active: true, kind: 'person' });
        expect([...protectUsers, ...ignoreUsers, 'rollcall']).not.toContain(fold(taken?.username ?? ''));
        expect(privileged.flatMap(({ members }) => members)).not.toContain(ref.id);
        const source = realm.sources.find(({ people }) => people.some(({ id }) => person.endsWith(`\u001f${id}`)))?.name;
        const others = realm.memory.links.filter(link => !link.closed && link.account === ref.id && link.source === source);
        expect(others).toEqual([]);
      }
    });
  });

  it('G2: no pattern reaches a privileged group, whatever letters it is written in', async () => {
    await always(shape, async realm => {
      const spelled = realm.syncs.flatMap(({ groups: { manual, allUsers, newUsers } }) => [
        ...[...manual.map(({ to }) => to), ...allUsers, ...newUsers].map(fold),
      ]);
      for (const change of wishedBy(await planOf(realm))) {
        if (change.kind !== 'addMember' && change.kind !== 'createGroup') continue;
        const name = change.kind === 'createGroup' ? change.name : change.group.name;
        if (isPrivileged(name, ['jira-administrators', 'vault'])) expect(spelled).toContain(fold(name));
      }
    });
  });

  it('U2: a stated leaver is never kept by a guard for inferred ones', async () => {
    const none = { share: 0, floor: 0, perMs: 1 };
    const tight = { ...LOOSE_GUARDS, deactivations: none, removals: none, 'removals-per-group': none };
    await always(shape, async realm => {
      const stated = (plan: Plan) =>
        changesOf(plan).flatMap(change => ('leaver' in change && change.leaver === 'stated' ? [change.id] : []));
      expect(stated(await planOf(realm, { guards: tight }))).toEqual(stated(await planOf(realm)));
    });
  });
});

type Link = Realm['memory']['links'][number];

/** The link by itself: what is remembered of the account counts for everybody who has it (U6). */
const withoutOther = (link: Link, { memory }: Realm): readonly Link[] => {
  const same = memory.links.filter(({ account, closed }) => account === link.account && !closed);
  return link.source === 'idcs' ? [] : [{ ...link, switchedOffByUs: same.some(({ switchedOffByUs }) => switchedOffByUs) }];
};

describe('DESIGN §2: taking a source away as unread', () => {
  const unread = ({ sources, ...realm }: Realm): Realm => ({
    ...realm,
    sources: sources.map(source => (source.name === 'idcs' ? { ...source, read: false } : source)),
  });

  it('removes nothing: whatever is taken would be taken, too, had it been read as it was the day before', async () => {
    await fc.assert(
      fc.asyncProperty(realms('twoSources'), anotherDay, async (realm, okta) => {
        const whole = { ...realm, sources: realm.sources.map(source => ({ ...source, read: true })) };
        // somebody whom a match key finds only once another's account is made is joined to it by the next run
        const next = await atRest(await realmSetup(whole));
        const later = {
          ...whole,
          sources: whole.sources.map(source => (source.name === 'okta' ? { ...okta, read: true } : source)),
        };
        const takenFrom = async (one: Realm) => {
          const { pulled } = await realmSetup(one);
          return changesOf(await planFor({ ...next, pulled }))
            .filter(takes)
            .map(({ id }) => id);
        };
        expect(await takenFrom(later)).toEqual(expect.arrayContaining(await takenFrom(unread(later))));
      }),
      { numRuns: 150 },
    );
  });

  it('grants nothing: whatever is given, the source that was read speaks for', async () => {
    await always(
      'twoSources',
      async realm => {
        // of two who want one username either may get it: that depends on whether the other's account is renamed to it
        const logins = realm.sources.flatMap(({ name, people }) =>
          name === 'okta' ? people.map(({ login }) => fold(login)) : [],
        );
        fc.pre(new Set(logins).size === logins.length);
        const alone: Realm = {
          ...realm,
          sources: realm.sources.map(source =>
            source.name === 'idcs' ? { ...source, read: true, people: [], groups: [], lookUps: {} } : source,
          ),
          memory: { ...realm.memory, links: realm.memory.links.flatMap(link => withoutOther(link, realm)) },
        };
        const given = async (one: Realm) =>
          changesOf(await planOf(one))
            .filter(gives)
            .map(({ id }) => id);
        expect(await given(alone)).toEqual(expect.arrayContaining(await given(unread(realm))));
      },
      400,
    );
  });
});
