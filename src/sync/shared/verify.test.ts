import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  account,
  hoursBefore,
  NOW,
  person,
  pulled,
  sourceDirectory,
  sourceGroup,
  targetDirectory,
  targetGroup,
} from '../../../test/directories.js';
import { memoryStore } from '../../../test/memory-store.js';
import { type MemoryTarget, memoryTarget } from '../../../test/planning.js';
import { manual, sync, targetRules } from '../../../test/rules.js';
import { Unavailable } from '../../errors.js';
import type { TargetDirectory } from '../../model/directory.js';
import { runId, sourceName, targetName } from '../../model/ids.js';
import type { Source } from '../../sources/source.js';
import type { StateStore } from '../../state/store.js';
import type { Target } from '../../targets/target.js';
import { applyRun } from '../apply-run.js';
import type { AskedPeople } from '../people/asked.js';
import { type PlanOptions, planRun, type RunContext } from '../run.js';
import { EVERYTHING } from '../undo/choice.js';

const WIKI = targetName('wiki');
const HOUR = 3_600_000;
const never = new AbortController().signal;
const options: PlanOptions = { targets: [], attended: true, allow: new Map(), noRemovals: false, open: [] };
const start = {
  command: 'sync',
  attended: true,
  by: 'cron',
  reason: undefined,
  toolVersion: '1',
  configFingerprint: 'x',
} as const;
const engineers = sync({ groups: { manual: [manual('Engineering', ['developers'])] } });

const company = { people: ['ann', 'bob'].map(login => person(login)), groups: [sourceGroup('Engineering', ['ann', 'bob'])] };

const okta: Source = {
  name: sourceName('okta'),
  provider: pulled({}).directory.provider,
  pull: async () => sourceDirectory(company),
  pullPeople: async () => {
    throw new Error('nobody is asked for alone here');
  },
  lookup: async () => new Map(),
  check: async () => [],
};

/** What shares: whatever writes to it, or asks it for more than a read, fails the test. */
function onlyRead(read: Target['read']): Target {
  const refuse = (what: string) => async (): Promise<never> => {
    throw new Error(`${what} was asked of what is only read`);
  };
  return {
    ...memoryTarget({}, targetDirectory({})),
    name: WIKI,
    read,
    apply: refuse('a change'),
    readPeople: refuse('some people'),
    sizes: refuse('sizes'),
    responsibilities: refuse('what leavers lead'),
    access: refuse('access'),
  };
}

interface Setup {
  readonly jira?: MemoryTarget;
  readonly wiki?: TargetDirectory | Error;
  readonly store?: StateStore;
  readonly now?: string;
  readonly of?: string;
}

function contextOf({
  jira = memoryTarget({}, targetDirectory({})),
  wiki = targetDirectory({}),
  store = memoryStore(),
  now = NOW,
  of = 'jira',
}: Setup) {
  const target = onlyRead(async () => {
    if (wiki instanceof Error) throw wiki;
    return wiki;
  });
  const { ignore } = targetRules();
  const context: RunContext = {
    sources: [
      { source: okta, rules: { name: okta.name, canaries: { users: [], groups: [] }, shrunkShare: 0, staleAfterMs: HOUR } },
    ],
    targets: [{ target: jira, rules: targetRules() }],
    sharing: [{ target, rules: { name: WIKI, of: targetName(of), syncMs: HOUR, ignore } }],
    syncs: [sync()],
    ...{ approvals: [], configFingerprint: 'x', store, emit: () => undefined, now: () => now, signal: never, inFlight: never },
  };
  return context;
}

async function applied(context: RunContext) {
  const planned = await planRun(context, options);
  await applyRun(context, { ...start, startedAt: context.now() }, planned, false);
  return planned;
}

describe('a run with a target that shares a directory (G12)', () => {
  it('explains for as long as a directory sync may take, and not longer, what it did to the owner', async () => {
    const store = memoryStore();
    const jira = memoryTarget({}, targetDirectory({}));
    await applied(contextOf({ store, jira, now: hoursBefore(1) }));
    const [soon] = (await planRun(contextOf({ store, jira, now: NOW }), options)).shared ?? [];
    const [late] = (await planRun(contextOf({ store, jira, now: hoursBefore(-1) }), options)).shared ?? [];

    expect(soon?.verified).toMatchObject({ waiting: { changes: 2, newest: hoursBefore(1) }, differences: [] });
    expect(late?.verified).toMatchObject({
      differences: [
        { kind: 'missingPerson', username: 'ann' },
        { kind: 'missingPerson', username: 'bob' },
      ],
    });
    expect(late?.verified).not.toHaveProperty('waiting');
  });

  it('asks only for members of the groups that were read of the owner, and keeps the read and the comparison on record', async () => {
    const store = memoryStore();
    const groups = [targetGroup('Developers', ['bob']), targetGroup('Others', [])];
    const jira = memoryTarget({}, targetDirectory({ accounts: [account('bob')], groups }));
    const context = contextOf({ store, jira });
    const wanted: string[] = [];
    const target = onlyRead(async ({ membersOf }, read) => {
      const at = await jira.read({ membersOf }, read);
      wanted.push(...[...at.groups.values()].filter(({ members }) => members.kind === 'read').map(({ name }) => name));
      return at;
    });
    const rules = (context.sharing ?? []).map(one => one.rules);
    const planned = await applied({
      ...{ ...context, syncs: [engineers], sharing: rules.map(one => ({ target, rules: one })) },
    });

    expect(wanted).toEqual(['Developers']);
    expect(planned.reads.map(({ system }) => system)).toContain(WIKI);
    expect((await store.runs(1))[0]?.summary?.shared).toEqual([
      {
        ...{ target: 'wiki', of: 'jira', syncMs: HOUR },
        verified: { kind: 'compared', people: 1, groups: 1, differences: {}, unknownGroups: [] },
      },
    ]);
  });

  it('is a problem of the run where it cannot be read; where the owner cannot, that alone is said', async () => {
    const failed = await planRun(contextOf({ wiki: new Unavailable('wiki is down', 'Wait.') }), options);
    const down = { ...memoryTarget({}, targetDirectory({})), read: () => Promise.reject(new Unavailable('503', 'Wait.')) };
    const ownerless = await planRun(contextOf({ jira: down }), options);

    expect(failed).toMatchObject({
      problems: [{ system: 'wiki', problem: 'wiki is down' }],
      shared: [{ verified: { kind: 'notCompared' } }],
      plans: [{ target: 'jira' }],
    });
    expect(ownerless.problems.map(({ system }) => system)).toEqual(['jira']);
    expect(ownerless.shared).toMatchObject([{ verified: { kind: 'notCompared', why: 'jira could not be read' } }]);
  });

  it('says that it did not look, where it is for some people or takes a run back; nothing where the owner is not in it', async () => {
    const store = memoryStore();
    await applied(contextOf({ store }));
    const people: AskedPeople = {
      ...{ kind: 'sync', logins: [], people: new Set(), pulled: new Map() },
      alsoLike: async () => new Map(),
    };
    const undo = { run: runId(1), choice: EVERYTHING };

    for (const special of [{ people }, { undo }]) {
      const { shared } = await planRun(contextOf({ store, wiki: new Error('it was read') }), { ...options, ...special });
      expect(shared).toMatchObject([{ target: 'wiki', verified: { kind: 'notCompared' } }]);
    }
    expect((await planRun(contextOf({ of: 'desk', wiki: new Error('it was read') }), options)).shared).toEqual([]);
  });

  it('never writes to it, whatever both hold', async () => {
    const names = fc.subarray(['ann', 'bob', 'cid', 'rollcall']);
    const directories = fc.record({ people: names, members: names }).map(({ people, members }) =>
      targetDirectory({
        accounts: people.filter(name => name !== 'rollcall').map(name => account(name)),
        groups: [
          targetGroup(
            'Developers',
            members.filter(name => people.includes(name)),
          ),
        ],
      }),
    );
    await fc.assert(
      fc.asyncProperty(directories, directories, async (there, here) => {
        const context = contextOf({ jira: memoryTarget({}, there), wiki: here });
        const planned = await applied({ ...context, syncs: [engineers] });

        expect(planned.plans.map(({ target }) => target)).toEqual(['jira']);
        expect(planned.problems).toEqual([]);
      }),
    );
  });
});
