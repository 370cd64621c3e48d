import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providerId, runId, sourceName } from '../src/model/ids.js';
import { changesOf } from '../src/model/plan.js';
import {
  account,
  granted,
  JIRA,
  leads,
  link,
  managed,
  NOW,
  person,
  pulled,
  sourceGroup,
  targetGroup,
  unread,
} from './directories.js';
import { memoryStore } from './memory-store.js';
import { heldBy, type Setup } from './planning.js';
import { plannedFrom, recorded } from './recorded.js';
import { DEFAULT_GUARDS, expression, manual, sync } from './rules.js';
import { companies } from './two-sources/company.js';
import { setupOf as setupOfCompany } from './two-sources/setup.js';
import { setupOf as setupOfWorld, worlds } from './worlds.js';

const ann = person('ann', { attributes: { department: 'IT', nothing: null, many: ['a', 1, true, ['b']] } });
const staff: Setup = {
  attended: true,
  pulled: pulled({
    people: [ann, person('bob'), person('cid\u2028\n"', { id: person('cid').id })],
    groups: [sourceGroup('Engineering', ['ann', 'bob']), sourceGroup('Finance', ['cid'])],
  }),
  accounts: [account('ann'), account('bob', { email: undefined })],
  groups: [targetGroup('developers', ['bob']), targetGroup('accountants', ['ann'])],
  links: [link('ann'), link('bob', { owner: undefined })],
  managed: [managed('developers', ['Engineering'])],
  ledger: [granted('developers', 'bob')],
  syncs: [sync({ groups: { manual: [manual(['Engineering'], ['developers'])] } })],
};
const idsOf = ({ plans }: Awaited<ReturnType<typeof plannedFrom>>['planned']) => plans.flatMap(changesOf).map(({ id }) => id);
const notes = ({ plans }: Awaited<ReturnType<typeof plannedFrom>>['planned']) =>
  JSON.stringify(plans.flatMap(plan => plan.notes));

describe('a plan from a snapshot (DESIGN §8, --from)', () => {
  it.each([
    ['one source, whatever its company, config and history', worlds.map(setupOfWorld)],
    ['two sources of one target', companies.twoSources.map(company => setupOfCompany(company))],
  ])('is the plan of the run that left it: %s', async (_, setups) => {
    await fc.assert(
      fc.asyncProperty(setups, async setup => {
        const { planned, snapshot } = await recorded(setup);
        const again = await plannedFrom(snapshot, setup);
        expect(again).toEqual({ planned, gaps: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps values as they are: odd names, lists, what is null or not shown', async () => {
    const { snapshot } = await recorded(staff);
    const [source] = snapshot.sources;
    const [target] = snapshot.targets;
    if (source?.pulled.kind !== 'read' || target?.read.kind !== 'read') throw new Error('not read');
    expect(source.pulled.value.people.get(ann.id)).toEqual(ann);
    expect(source.pulled.value.people.get(person('cid').id)?.login).toBe('cid\u2028\n"');
    expect(target.read.value.accounts.get(account('bob').id)).toEqual(account('bob', { email: undefined }));
  });

  it('is held by the guards as then: by what was applied in the day before, by a pause', async () => {
    const gone = pulled({ people: [ann, person('bob')], groups: [sourceGroup('Engineering', ['ann'])] });
    const removed = (await recorded({ ...staff, pulled: gone })).planned.plans.flatMap(changesOf);
    const limits = { ...DEFAULT_GUARDS, removals: { share: 0, floor: 1, perMs: 86_400_000 } };
    const alone = await recorded({ ...staff, pulled: gone, guards: limits });
    const after = { ...staff, pulled: gone, guards: limits, applied: removed };
    const { planned, snapshot } = await recorded(after);
    expect(alone.planned.plans.flatMap(heldBy)).toEqual([]);
    expect(planned.plans.flatMap(heldBy)).toEqual(['removals: removeMember developers id-bob']);
    expect((await plannedFrom(snapshot, after)).planned).toEqual(planned);

    const pause = { target: undefined, level: 'everything', until: undefined, reason: 'move', by: 'ann', since: NOW } as const;
    const paused = await recorded({ ...staff, pause });
    expect((await plannedFrom(paused.snapshot, staff)).planned).toEqual(paused.planned);
  });

  it('knows what was pinned and which system a name stood for then, whatever the state says since', async () => {
    const store = memoryStore({ everApplied: true, ...staff });
    const live = (await recorded(staff)).planned.plans.flatMap(changesOf);
    const pins = live.map(change => ({ target: JIRA, key: 'addMember developers id-ann', change, ...PINNED }));
    await store.putPins(pins.slice(0, 1));
    const { planned, snapshot } = await recorded({ ...staff, store });
    await store.dropPins(JIRA, ['addMember developers id-ann']);
    expect(live.map(({ id }) => id)).toContain('addMember developers id-ann');
    expect(idsOf(planned)).not.toContain('addMember developers id-ann');
    expect((await plannedFrom(snapshot, staff)).planned).toEqual(planned);

    await store.putIdentity({ kind: 'source', name: sourceName('okta'), identity: 'old.example.com' });
    const moved = await recorded({ ...staff, store });
    expect(notes(moved.planned)).toContain('okta is another org than before');
    expect((await plannedFrom(moved.snapshot, staff)).planned).toEqual(moved.planned);
  });

  it('believes nothing of what another provider said under the name of a source', async () => {
    const { snapshot } = await recorded(staff);
    const { planned } = await plannedFrom(snapshot, { ...staff, providers: { okta: providerId('new.example.com') } });
    const problem = 'run 12 read okta.example.com under this name, and the config says new.example.com';
    expect(planned.problems).toEqual([expect.objectContaining({ system: 'okta', problem })]);
    expect(idsOf(planned)).toEqual([]);
  });

  it('compares with the whole read before that run, as that run did', async () => {
    const store = memoryStore({ everApplied: true, ...staff });
    const read = { kind: 'whole', calls: 1, people: 7, groups: 1, quarantined: 0, unknownGroups: [], lists: [] } as const;
    const okta = { system: sourceName('okta'), kind: 'source', readAt: NOW, result: read } as const;
    await store.putReads(runId(11), [okta]);
    const { planned, snapshot } = await recorded({ ...staff, store });
    await store.putReads(runId(13), [{ ...okta, result: { ...read, people: 9 } }]);
    expect((await plannedFrom(snapshot, { ...staff, store })).planned.reads).toEqual(planned.reads);
    expect(planned.reads[0]?.result).toMatchObject({ before: { people: 7 } });
  });

  it('is another where the config is', async () => {
    const { planned, snapshot } = await recorded(staff);
    expect(idsOf(planned)).toContain('addMember developers id-ann');

    const edited = await plannedFrom(snapshot, {
      ...staff,
      syncs: [sync({ groups: { manual: [manual(['Engineering'], ['engineers'])] } })],
    });
    expect(idsOf(edited.planned)).toContain('addMember engineers id-ann');
    expect(idsOf(edited.planned)).not.toContain('addMember developers id-ann');
  });

  it('takes members that the run did not read for unknown, in the source and in the target', async () => {
    const { snapshot } = await recorded(staff);
    const { planned } = await plannedFrom(snapshot, {
      ...staff,
      syncs: [sync({ groups: { manual: [manual(['Finance'], ['developers']), manual(['Engineering'], ['accountants'])] } })],
    });
    expect(idsOf(planned).filter(id => id.includes('Member'))).toEqual([]);
    expect(notes(planned)).toContain('members of Finance in okta: run 12 did not read its members');
    expect(notes(planned)).toContain('{"kind":"unknownGroup","group":"accountants","why":"run 12 did not read its members"}');
  });

  it('removes nobody for a source, a person or a group that the run did not ask', async () => {
    const { snapshot } = await recorded({ ...staff, pulled: unread() });
    const { planned } = await plannedFrom(snapshot, staff);
    expect(planned.problems).toEqual([expect.objectContaining({ system: 'okta', problem: 'it answered 503' })]);
    expect(idsOf(planned)).toEqual([]);

    const { snapshot: without } = await recorded(staff);
    const other = pulled({ people: [] }, {}, 'idcs');
    const from = await plannedFrom(without, { ...staff, pulled: other, syncs: [sync({ from: 'idcs' })] });
    expect(from.planned.problems).toEqual([expect.objectContaining({ system: 'idcs', problem: 'run 12 did not read it' })]);

    const lost = await plannedFrom({ ...without, targets: [] }, staff);
    expect(lost.planned).toMatchObject({ plans: [], problems: [{ system: 'jira', problem: 'run 12 did not read it' }] });
  });

  it('takes an attribute that nobody was asked for as unknown, and says when a source was told otherwise than now', async () => {
    const { snapshot } = await recorded(staff);
    const known = await plannedFrom(snapshot, staff, { settings: 'another app', attributes: ['department'] });
    expect(known.planned.problems).toEqual([]);
    expect(known.gaps).toEqual([
      expect.stringContaining('okta: its own settings in the config are others than run 12 read it with'),
    ]);

    const { planned } = await plannedFrom(snapshot, staff, { attributes: ['department', 'costCentre'] });
    expect(planned.problems).toEqual([
      expect.objectContaining({ system: 'okta', problem: 'run 12 did not ask for the attribute costCentre' }),
    ]);
    expect(idsOf(planned)).toEqual([]);
  });

  it('says what more leavers would have to hand over, which nobody asked then (U4)', async () => {
    const responsibilities = [leads('project OPS', 'bob', { kind: 'account', username: 'admin' })];
    const { snapshot } = await recorded({ ...staff, responsibilities });
    const nobody = sync({ users: { filter: expression('false', () => false), leavers: AT_ONCE } });
    const { gaps, planned } = await plannedFrom(snapshot, { ...staff, syncs: [nobody] });
    expect(planned.problems).toEqual([]);
    expect(gaps).toEqual(['jira: run 12 did not ask what ann, bob must hand over; it is not in this plan']);
  });
});

const PINNED = { run: runId(4), undid: runId(3), configFingerprint: 'x', since: NOW };
const AT_ONCE = { action: 'deactivate', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 0 } as const;
