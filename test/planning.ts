import type { Responsibility } from '../src/model/change.js';
import type { TargetDirectory, TargetGroup } from '../src/model/directory.js';
import {
  type AccountId,
  accountId,
  type ProviderId,
  type RunId,
  runId,
  type SourceName,
  type TargetGroupId,
  targetGroupId,
} from '../src/model/ids.js';
import { nameKey } from '../src/model/names.js';
import { changesOf, type GuardName, guardNames, type Note, type Plan } from '../src/model/plan.js';
import type { Approval, SyncRules } from '../src/model/rules.js';
import type { Identity, JournalEntry, Pause, Sighting, StateStore } from '../src/state/store.js';
import { apply } from '../src/sync/apply.js';
import { existing, existingGroup } from '../src/sync/diff/draft.js';
import type { Pulled } from '../src/sync/judge.js';
import type { AskedPeople } from '../src/sync/people/asked.js';
import { planTarget } from '../src/sync/plan-target.js';
import { groupsOf, recover } from '../src/sync/recover.js';
import { Memory, type MemoryInput } from '../src/sync/remember.js';
import type { TargetReview } from '../src/sync/review.js';
import type { TargetTrace, TraceRequest } from '../src/sync/trace/target-trace.js';
import type { Capabilities, Target } from '../src/targets/target.js';
import { JIRA, NOW, OKTA, replayOne, type TargetContent, targetDirectory } from './directories.js';
import { memoryStore, type Remembered } from './memory-store.js';
import { sync, type TargetText, targetRules } from './rules.js';
import { sizesIn, someAccounts } from './some-people.js';

/** Everything a plan is made from; what is left out is empty, or the config's default. */
export interface Setup extends TargetContent, TargetText, Remembered {
  readonly pulled: Pulled | readonly Pulled[];
  readonly syncs?: readonly SyncRules[];
  readonly pause?: Pause;
  /** which system each name stood for */
  readonly identities?: readonly Identity[];
  readonly providers?: Readonly<Record<string, ProviderId>>;
  readonly attended?: boolean;
  readonly noRemovals?: boolean;
  /** a run for these people only */
  readonly people?: AskedPeople;
  readonly allow?: Partial<Record<GuardName, number>>;
  readonly approvals?: readonly Approval[];
  readonly sightings?: readonly Sighting[];
  readonly responsibilities?: readonly Responsibility[];
  readonly capabilities?: Partial<Capabilities & Pick<Target, 'parallelWrites' | 'administratorGroups'>>;
  /** accounts that the target's list leaves out, unless they are asked for by id */
  readonly unlisted?: readonly string[];
  /** instead of a directory of its own */
  readonly actual?: TargetDirectory;
  /** instead of a target and a store of its own: for a second plan */
  readonly target?: MemoryTarget;
  readonly store?: StateStore;
  /** what a run that died left open (A2) */
  readonly open?: readonly JournalEntry[];
  /** asked to stop, and made to give up what is in flight (A7) */
  readonly signal?: AbortSignal;
  readonly now?: string;
}

const CAPABILITIES: Capabilities = {
  renameUsers: true,
  ending: 'switchOff',
  deleteUsers: true,
  renameGroups: false,
  deleteGroups: true,
  directMembers: true,
  updatableAttributes: ['username', 'email', 'displayName'],
  matchableAttributes: ['username', 'email', 'displayName'],
  limits: [],
};

/** A target in memory: it stores usernames in lower case, everything in NFC and trimmed, and no `<`. */
export interface MemoryTarget extends Target {
  current(): TargetDirectory;
}

export function memoryTarget(
  setup: Pick<Setup, 'capabilities' | 'responsibilities' | 'unlisted'>,
  start: TargetDirectory,
): MemoryTarget {
  let directory = start;
  return {
    name: JIRA,
    parallelWrites: setup.capabilities?.parallelWrites ?? 2,
    administratorGroups: setup.capabilities?.administratorGroups ?? [],
    capabilities: () => ({ ...CAPABILITIES, ...setup.capabilities }),
    current: () => directory,
    async read({ membersOf, accounts: asked = [] }) {
      const isShown = (id: AccountId) => !setup.unlisted?.includes(id) || asked.includes(id);
      const accounts = new Map([...directory.accounts].filter(([id]) => isShown(id)));
      const groups = [...directory.groups].map(([id, group]): [TargetGroupId, TargetGroup] => {
        const isRead = membersOf({ id: group.id, key: nameKey(group.name), name: group.name });
        return [id, isRead ? group : { ...group, members: { kind: 'notRead' } }];
      });
      return { ...directory, accounts, groups: new Map(groups) };
    },
    readPeople: async scope => someAccounts(directory, scope),
    sizes: async groups => sizesIn(directory, groups),
    access: async ({ id }) => ({
      groups: [...directory.groups.values()]
        .filter(({ members }) => members.kind === 'read' && members.ids.has(id))
        .map(existingGroup),
    }),
    responsibilities: async accounts => (setup.responsibilities ?? []).filter(({ holder }) => accounts.includes(holder)),
    async apply(command) {
      directory = replayOne(directory, command);
      if (command.kind === 'createUser') {
        const made = directory.accounts.get(accountId(`new ${command.person}`));
        return made === undefined ? { kind: 'applied' } : { kind: 'applied', account: existing(made) };
      }
      if (command.kind !== 'createGroup') return { kind: 'applied' };
      return { kind: 'applied', group: { kind: 'existing', id: targetGroupId(nameKey(command.name)), name: command.name } };
    },
    storable(attribute, value) {
      const stored = value.normalize('NFC').trim();
      if (stored.includes('<')) return { kind: 'cannot', why: 'it has a < in it' };
      return { kind: 'ok', stored: attribute === 'username' ? stored.toLowerCase() : stored };
    },
    check: async () => [],
  };
}

/** One target's plan. Unless told otherwise: an unattended run, not the first. */
export async function planFor(setup: Setup): Promise<Plan> {
  return (await planWith(setup)).plan;
}

/** What an access review of it shows. */
export async function reviewFor(setup: Setup): Promise<TargetReview> {
  const { review } = await planWith(setup);
  if (review === undefined) throw new Error('a plan of the syncs has a review');
  return review;
}

/** One target's plan with what each step said of it. */
export async function traceFor(setup: Setup, request: TraceRequest = {}): Promise<TargetTrace> {
  const { trace } = await planWith(setup, request);
  if (trace === undefined) throw new Error('no trace was kept');
  return trace;
}

async function planWith(setup: Setup, request?: TraceRequest) {
  const target = setup.target ?? memoryTarget(setup, setup.actual ?? targetDirectory(setup));
  const store = setup.store ?? memoryStore({ everApplied: true, ...setup });
  const pulled = [setup.pulled].flat();
  const open = setup.open ?? [];
  const { plan, review, trace } = await planTarget({
    target,
    store,
    rules: targetRules(setup),
    syncs: setup.syncs ?? [sync()],
    pulled: new Map(pulled.map(one => [one.source, one])),
    providers: providersOf(pulled, setup),
    sightings: setup.sightings ?? [],
    approvals: setup.approvals ?? [],
    allow: new Map(guardNames.map(name => [name, setup.allow?.[name] ?? 0])),
    attended: setup.attended ?? false,
    noRemovals: setup.noRemovals ?? false,
    recover: async actual => {
      const memory = await memoryOf(setup, store, NOTHING_KNOWN, runId(1));
      await recover({
        open,
        actual,
        responsibilities: async accounts => target.responsibilities(accounts, actual, { signal: NEVER }),
        links: () => store.links(JIRA),
        memory,
        store,
        now: () => setup.now ?? NOW,
      });
    },
    openGroups: groupsOf(open),
    people: setup.people,
    identities: setup.identities ?? [],
    configFingerprint: 'x',
    review: true,
    pause: setup.pause,
    now: setup.now ?? NOW,
    read: { signal: NEVER },
    trace: request,
  });
  return { plan, review, trace, target, store };
}

const { signal: NEVER } = new AbortController();

const NOTHING_KNOWN = { links: [], closedLinks: [], takes: [], ledger: { add: [], drop: [] } };

const memoryOf = (setup: Setup, store: StateStore, plan: MemoryInput['plan'], run: RunId) =>
  Memory.of({
    store,
    target: JIRA,
    plan,
    run,
    syncs: setup.syncs ?? [sync()],
    providers: providersOf([setup.pulled].flat(), setup),
    configFingerprint: 'x',
    now: () => setup.now ?? NOW,
  });

function providersOf(pulled: readonly Pulled[], { providers = {} }: Setup): ReadonlyMap<SourceName, ProviderId> {
  return new Map(
    pulled.map(one => [one.source, providers[one.source] ?? (one.kind === 'read' ? one.directory.provider : OKTA)] as const),
  );
}

/** Plans, applies, and hands back what a next run starts from: the directory as it is then, and what the state remembers. */
export async function applied(setup: Setup) {
  const { plan, target, store } = await planWith(setup);
  const { signal } = setup.signal === undefined ? new AbortController() : { signal: setup.signal };
  const now = () => setup.now ?? NOW;
  const start = { command: 'apply', attended: setup.attended ?? false, startedAt: now(), by: 'me', reason: undefined } as const;
  const run = await store.beginRun({ ...start, toolVersion: '1', configFingerprint: 'x' });
  const memory = await memoryOf(setup, store, plan, run);
  const outcomes = await apply({
    plan,
    target,
    store,
    run,
    memory,
    stale: new Map(),
    emit: () => undefined,
    now,
    signal,
    inFlight: signal,
  });
  await store.endRun(run, 'done', now(), { targets: [], problems: [] });
  const next: Setup = { ...setup, target, store, open: [] };
  return { plan, outcomes, actual: target.current(), store, next };
}

/** What a plan does, in the plan's own words: `addMember devs id-ann`. */
export const idsOf = (plan: Plan): string[] => changesOf(plan).map(({ id }) => id);
/** What a plan holds, and by which guard: `removals: removeMember devs id-ann`. */
export const heldBy = (plan: Plan): string[] => plan.held.map(({ guard, change }) => `${guard}: ${change.id}`);
export const notesOf = <K extends Note['kind']>(plan: Pick<Plan, 'notes'>, kind: K): Extract<Note, { kind: K }>[] =>
  plan.notes.filter((note): note is Extract<Note, { kind: K }> => note.kind === kind);
