import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  account,
  inactive,
  JIRA,
  link,
  managed,
  NOW,
  OKTA,
  person,
  pulled,
  sourceGroup,
  targetDirectory,
  targetGroup,
} from '../../test/directories.js';
import { memoryStore } from '../../test/memory-store.js';
import { applied, idsOf, type MemoryTarget, memoryTarget, planFor, type Setup } from '../../test/planning.js';
import { manual, sync } from '../../test/rules.js';
import { directoryOf, endOf, setupOf, tidyWorlds } from '../../test/worlds.js';
import { Interrupted, Unavailable } from '../errors.js';
import type { Command, Outcome } from '../model/change.js';
import { runId } from '../model/ids.js';
import type { StateStore } from '../state/store.js';

const SETUP: Setup = {
  pulled: pulled({ people: [person('ann'), person('bob')], groups: [sourceGroup('A', ['ann', 'bob'])] }),
  syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
};

/** A target in which some commands go otherwise than they should. */
const breaking = (setup: Setup, answer: (command: Command) => Outcome | undefined): MemoryTarget => {
  const target = memoryTarget(setup, targetDirectory(setup));
  return { ...target, apply: async (command, signal) => answer(command) ?? target.apply(command, signal) };
};
const failed: Outcome = { kind: 'failed', problem: 'no', hint: '' };
const kinds = ({ outcomes }: Awaited<ReturnType<typeof applied>>) =>
  Object.fromEntries(outcomes.map(({ change, outcome }) => [change.id.replace(`${OKTA}\u001f`, ''), outcome.kind]));

describe('A3: a change that fails', () => {
  it('leaves the others running; what depended on it is not run, and says so', async () => {
    const target = breaking(SETUP, command => (command.id === 'createUser ann' ? failed : undefined));
    const result = await applied({ ...SETUP, target });
    expect(kinds(result)).toEqual({
      'createUser ann': 'failed',
      'createUser bob': 'applied',
      'createGroup devs': 'applied',
      'addMember devs ann': 'notRun',
      'addMember devs bob': 'applied',
    });
    expect(result.outcomes.find(({ outcome }) => outcome.kind === 'notRun')?.outcome).toEqual({
      kind: 'notRun',
      because: 'the account ann was not created',
    });
  });

  it('an error that a target throws is a failure of that change alone, with its hint', async () => {
    const target = breaking(SETUP, command => {
      if (command.id === 'createGroup devs') throw new Unavailable('it answered 503', 'Try again.');
      return undefined;
    });
    const result = await applied({ ...SETUP, target });
    expect(result.outcomes.find(({ change }) => change.kind === 'createGroup')?.outcome).toEqual({
      kind: 'failed',
      problem: 'it answered 503',
      hint: 'Try again.',
    });
    expect(kinds(result)).toMatchObject({ 'createUser ann': 'applied', 'addMember devs ann': 'notRun' });
  });

  it('is planned again by the next run', async () => {
    const result = await applied({
      ...SETUP,
      target: breaking(SETUP, command => (command.id === 'createUser ann' ? failed : undefined)),
    });
    expect(idsOf(await planFor(result.next))).toEqual(['createUser ann', expect.stringContaining('addMember devs')]);
  });

  it('U4: where the switch-off is refused, access is cut all the same', async () => {
    const leaving = { pulled: pulled({ people: [inactive('ann')] }), accounts: [account('ann')], links: [link('ann')] };
    const target = breaking(leaving, command => (command.kind === 'deactivateUser' ? { ...failed, refused: true } : undefined));
    expect(kinds(await applied({ ...leaving, target }))).toEqual({
      'deactivateUser id-ann': 'failed',
      'cutAccess id-ann': 'applied',
    });
  });

  it('G9, G10: what a refusal taught is kept', async () => {
    const learned = { kind: 'readOnlyGroup', group: managed('devs').group } as const;
    const target = breaking(SETUP, command => (command.kind === 'addMember' ? { ...failed, learned } : undefined));
    const { store } = await applied({ ...SETUP, target });
    expect(await store.facts(JIRA)).toContainEqual({ fact: learned, learnedAt: NOW });
  });
});

describe('A1: later stages use what earlier ones made', () => {
  it('a member is added to the group, and as the account, that this very run made', async () => {
    const { actual, store } = await applied(SETUP);
    expect(endOf(actual).groups).toEqual({ devs: ['new ann', 'new bob'] });
    expect((await store.ledger(JIRA)).map(({ group, account: id }) => [group, id.split('\u001f')[1]])).toEqual([
      ['devs', 'ann'],
      ['devs', 'bob'],
    ]);
  });

  it('a change after a rename uses the new name', async () => {
    const seen: string[] = [];
    const setup: Setup = {
      ...SETUP,
      pulled: pulled({
        people: [person('ann', { login: 'anna', email: 'ann@example.com', displayName: 'The ann' })],
        groups: [sourceGroup('A', ['ann'])],
      }),
      accounts: [account('ann')],
      links: [link('ann')],
      groups: [targetGroup('devs', [])],
      managed: [managed('devs', ['A'])],
    };
    const target = breaking(setup, command => {
      if (command.kind === 'addMember') seen.push(command.account.username);
      return undefined;
    });
    await applied({ ...setup, target });
    expect(seen).toEqual(['anna']);
  });
});

describe('A7: interrupted', () => {
  it('nothing more is started, and every change says so', async () => {
    const result = await applied({ ...SETUP, signal: AbortSignal.abort() });
    expect(new Set(result.outcomes.map(({ outcome }) => outcome.kind))).toEqual(new Set(['notRun']));
    expect(endOf(result.actual).groups).toEqual({});
  });

  it('what was cut off in flight stays open in the journal, for the next run to look (A2)', async () => {
    const target = breaking(SETUP, command => {
      if (command.id === 'createUser ann') throw new Interrupted('stopped', '');
      return undefined;
    });
    const { store, outcomes } = await applied({ ...SETUP, target });
    expect(outcomes.find(({ change }) => change.id === 'createUser ann')?.outcome).toMatchObject({
      kind: 'failed',
      hint: 'The next run looks whether it happened.',
    });
    expect((await store.closeInterrupted(NOW)).map(({ change }) => change.id)).toEqual(['createUser ann']);
  });
});

class Died extends Error {}

/** Dies at the n-th thing that it writes or sends: just before, or just after. */
function mortal(store: StateStore, target: MemoryTarget, n: number, when: 'before' | 'after') {
  let calls = 0;
  const once =
    <Args extends unknown[], Result>(run: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1;
      if (calls >= n && when === 'before') throw new Died();
      const result = await run(...args);
      if (calls >= n) throw new Died();
      return result;
    };
  return {
    store: {
      ...store,
      intend: once(store.intend),
      settle: once(store.settle),
      putLink: once(store.putLink),
      putManagedGroup: once(store.putManagedGroup),
      putLedger: once(store.putLedger),
      dropLedger: once(store.dropLedger),
    },
    target: { ...target, apply: once(target.apply) },
  };
}

/** What the state knows, without the times and the source's spelling. */
async function known(store: StateStore) {
  const links = (await store.links(JIRA)).map(({ person: who, account: id, owner, how, status, deactivatedAt, owed }) => ({
    who,
    id,
    owner,
    how,
    status,
    off: deactivatedAt !== undefined,
    owed,
  }));
  const groups = (await store.managedGroups(JIRA)).map(({ group, how, from }) => ({
    group,
    how,
    from: from.map(({ id }) => id).toSorted(),
  }));
  const text = (value: object) => JSON.stringify(value);
  return {
    links: links.map(text).toSorted(),
    groups: groups.map(text).toSorted(),
    ledger: (await store.ledger(JIRA)).map(text).toSorted(),
  };
}

describe('what is written to one account', () => {
  it('goes in order: one that is being renamed would not be found by its old name', async () => {
    const setup: Setup = {
      ...SETUP,
      pulled: pulled({ people: [person('ann', { login: 'anna', email: 'anna@example.com', displayName: 'Anna' })] }),
      accounts: [account('ann')],
      links: [link('ann')],
    };
    const underWay = new Set<string>();
    const seen: string[] = [];
    const target = memoryTarget(setup, targetDirectory(setup));
    const slow: MemoryTarget = {
      ...target,
      parallelWrites: 9,
      async apply(command, signal) {
        const id = 'account' in command ? command.account.id : '';
        seen.push(`${command.kind} ${'account' in command ? command.account.username : ''}${underWay.has(id) ? ' at once' : ''}`);
        underWay.add(id);
        await new Promise(resolve => setImmediate(resolve));
        underWay.delete(id);
        return target.apply(command, signal);
      },
    };
    await applied({ ...setup, target: slow });
    expect(seen).toEqual(['renameUser ann', 'updateUser anna']);
  });
});

describe('additions that go in one call', () => {
  const logins = ['ann', 'bob', 'cid', 'dan', 'eve'];
  const many: Setup = {
    pulled: pulled({
      people: logins.map(login => person(login)),
      groups: [sourceGroup('A', logins), sourceGroup('B', ['ann', 'bob'])],
    }),
    syncs: [sync({ groups: { manual: [manual('A', 'devs'), manual('B', 'ops')] } })],
    accounts: logins.map(login => account(login)),
  };

  const inBulk = (most: number, answer: (command: Command) => Outcome | undefined = () => undefined) => {
    const target = memoryTarget(many, targetDirectory(many));
    const calls: string[] = [];
    const bulk: NonNullable<MemoryTarget['bulk']> = {
      most,
      addMembers: async (commands, signal) => {
        calls.push(`${commands[0]?.group.name}: ${commands.map(({ account: { username } }) => username).join(' ')}`);
        return Promise.all(commands.map(async one => answer(one) ?? target.apply(one, signal)));
      },
    };
    return { target: { ...target, bulk }, calls };
  };

  it('are of one group each, as many as it takes; one alone goes its usual way', async () => {
    const { target, calls } = inBulk(2);
    const result = await applied({ ...many, target });
    expect(calls.toSorted()).toEqual(['devs: ann bob', 'devs: cid dan', 'ops: ann bob']);
    expect(new Set(Object.values(kinds(result)))).toEqual(new Set(['applied']));
    expect(idsOf(await planFor(result.next))).toEqual([]);
  });

  it('A3: each has an outcome of its own, and one that fails is planned again alone', async () => {
    const { target } = inBulk(9, command => (command.id === 'addMember devs id-cid' ? failed : undefined));
    const result = await applied({ ...many, target });
    expect(kinds(result)).toMatchObject({ 'addMember devs id-bob': 'applied', 'addMember devs id-cid': 'failed' });
    expect(idsOf(await planFor(result.next))).toEqual(['addMember devs id-cid']);
  });

  it('A2: all of a call are in the journal before it is sent, and one that is cut off stays open for the next run to look', async () => {
    const { target } = inBulk(9);
    const store = memoryStore({ everApplied: true, ...many });
    const open: number[] = [];
    const bulk: NonNullable<MemoryTarget['bulk']> = {
      most: 9,
      addMembers: async () => {
        open.push((await store.journal(runId(1))).filter(({ outcome }) => outcome === undefined).length);
        throw new Interrupted('stopped', '');
      },
    };
    await applied({ ...many, store, target: { ...target, parallelWrites: 1, bulk } });
    expect(open[0]).toBe(5);
    expect((await store.journal(runId(1))).filter(({ outcome }) => outcome === undefined)).toHaveLength(7);
  });

  it('A3: an error that is thrown is the outcome of each', async () => {
    const { target } = inBulk(9);
    const down: NonNullable<MemoryTarget['bulk']> = {
      most: 9,
      addMembers: async () => {
        throw new Unavailable('it answered 503', 'Try again.');
      },
    };
    const result = await applied({ ...many, target: { ...target, bulk: down } });
    expect(Object.values(kinds(result)).filter(kind => kind === 'failed')).toHaveLength(7);
  });
});

describe('A2: the process may die between any two instructions', () => {
  it('and the next run ends in the same state, nothing twice, nothing lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        tidyWorlds,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('before', 'after'),
        async (world, n, when) => {
          const setup: Setup = { ...setupOf(world), capabilities: { parallelWrites: 1 } };
          const undisturbed = await applied((await applied(setup)).next);

          const target = memoryTarget(setup, directoryOf(world));
          const store = memoryStore(setup);
          const dying = mortal(store, target, n, when);
          await applied({ ...setup, ...dying }).catch(error => {
            if (!(error instanceof Died)) throw error;
          });
          const open = await store.closeInterrupted(NOW);
          const resumed = await applied((await applied({ ...setup, target, store, open })).next);

          expect(endOf(resumed.actual)).toEqual(endOf(undisturbed.actual));
          expect(await known(store)).toEqual(await known(undisturbed.store));
        },
      ),
      { numRuns: 120 },
    );
  });
});
