import fc from 'fast-check';
import { runId } from '../../../src/model/ids.js';
import { openEmptyStore } from '../../../src/state/sqlite.js';
import type { Pause, StateStore } from '../../../src/state/store.js';
import { JIRA, NOW } from '../../directories.js';
import type { World } from '../../expected/index.js';
import { memoryStore } from '../../memory-store.js';
import { tidyWorlds, worlds } from '../../worlds.js';
import { Broken, hold } from './broken.js';
import { check, paidAll } from './checks.js';
import { type Company, companyOf, type Tightness, timeOf } from './company.js';
import { EDIT_NAMES, type EditName, edit } from './edits.js';
import type { Fate } from './life.js';
import { type Attempt, type Ended, isEmpty, run, undoneBy } from './run.js';
import { type Figures, isInForce, type Site, siteOf } from './site.js';
import { movedBy, takenBack, valuesOf } from './undo.js';

export type Step =
  | { readonly kind: 'edit'; readonly name: EditName; readonly x: number; readonly y: number }
  | { readonly kind: 'pause'; readonly level: Pause['level']; readonly hours: number | undefined }
  | { readonly kind: 'resume' }
  | { readonly kind: 'undo'; readonly which: number; readonly fate: Fate }
  | { readonly kind: 'unpin' }
  | ({ readonly kind: 'run' } & Attempt);

export interface History {
  readonly world: World;
  readonly state: 'memory' | 'sqlite';
  readonly guards: Tightness;
  readonly steps: readonly Step[];
}

const number = fc.nat({ max: 59 });
const edits = fc
  .oneof(...EDIT_NAMES.map(({ weight, names }) => ({ weight, arbitrary: fc.constantFrom(...names) })))
  .chain(name => fc.record({ kind: fc.constant('edit' as const), name: fc.constant(name), x: number, y: number }));
const at = fc.integer({ min: 1, max: 40 });
const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Fate>({ kind: 'lives' }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('dies' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('interrupted' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut off' as const), at, arrives: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refused' as const), at: fc.integer({ min: 1, max: 8 }) }) },
);
const runs = fc.record({ kind: fc.constant('run' as const), attended: fc.boolean(), fate: fates });
const pauses: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('pause' as const),
    level: fc.constantFrom<Pause['level'][]>('destructive', 'everything'),
    hours: fc.constantFrom(undefined, 5, 30),
  }),
  fc.constant<Step>({ kind: 'resume' }),
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: edits },
  { weight: 16, arbitrary: runs },
  { weight: 1, arbitrary: pauses },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('undo' as const), which: fc.nat({ max: 3 }), fate: fates }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'unpin' }) },
);

/** Companies in which most of it can be done, so that there is something to lose. */
const busyWorlds = tidyWorlds.map(
  ({ source, config, ...rest }): World => ({
    ...rest,
    source: { ...source, people: source.people.map(one => ({ ...one, standing: 'active', filter: 'passes' })) },
    config: { ...config, create: true, update: true, groups: { ...config.groups, create: true } },
  }),
);

export const histories: fc.Arbitrary<History> = fc.record({
  world: fc.oneof({ weight: 2, arbitrary: worlds }, { weight: 1, arbitrary: tidyWorlds }, { weight: 3, arbitrary: busyWorlds }),
  state: fc.oneof(
    { weight: 9, arbitrary: fc.constant('memory' as const) },
    { weight: 1, arbitrary: fc.constant('sqlite' as const) },
  ),
  guards: fc.constantFrom<Tightness[]>('loose', 'loose', 'tight'),
  steps: fc.array(steps, { minLength: 3, maxLength: 12 }),
});

/** Plays a history to its end and through a quiet time; throws `Broken` with all that happened. */
export async function play({ world, state, guards, steps: all }: History, figures: Figures): Promise<void> {
  const company = { ...companyOf(world, Date.parse(NOW)), guards };
  await using store: StateStore = state === 'memory' ? memoryStore() : openEmptyStore({ now: () => new Date(company.now) });
  const site = siteOf(company, store, figures);
  try {
    for (const step of all) await take(step, site);
    await rest(site);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const rule = error instanceof Broken ? error.message : `an unexpected error: ${error.stack}`;
    throw new Error(`${rule}\n\n${told(world)}\n  guards ${guards}\n${site.log.join('\n')}\n`, { cause: error });
  }
  figures.histories += 1;
  figures.steps += all.length;
}

async function take(step: Step, site: Site): Promise<void> {
  const { company, store } = site;
  switch (step.kind) {
    case 'run':
      await attempt(site, step);
      return;
    case 'edit':
      // what a run that died was about to do, done by hand before anybody looked, cannot be told from its own doing
      if (step.name === 'handTeam' && (await hasOpenGroups(store))) return;
      site.log.push(`  ${edit(company, step.name, step.x, step.y)}`);
      site.truth.settle(company);
      return;
    case 'pause': {
      const until = step.hours === undefined ? undefined : new Date(company.now + step.hours * HOUR).toISOString();
      site.log.push(`  pause ${step.level} until ${until}`);
      site.pause = { level: step.level, until };
      await store.putPause({ target: JIRA, ...site.pause, reason: undefined, by: 'me', since: timeOf(company) });
      return;
    }
    case 'undo':
      await undo(site, step);
      return;
    case 'unpin':
      site.log.push('  unpin');
      await unpin(site);
      return;
    case 'resume':
      site.log.push('  resume');
      await resume(site);
  }
}

async function hasOpenGroups({ runs, journal }: StateStore): Promise<boolean> {
  const [last] = await runs(1);
  const entries = last === undefined ? [] : await journal(last.id);
  return entries.some(
    ({ change, outcome }) => outcome === undefined && (change.kind === 'deleteGroup' || change.kind === 'createGroup'),
  );
}

async function resume(site: Site): Promise<void> {
  site.pause = undefined;
  await site.store.dropPause(JIRA);
}

async function unpin({ store, pins }: Site): Promise<void> {
  pins.unpin();
  await store.dropPins(
    JIRA,
    (await store.pins(JIRA)).map(({ key }) => key),
  );
}

/** Takes back one of the last runs that did something. */
async function undo(site: Site, { which, fate }: Extract<Step, { kind: 'undo' }>): Promise<void> {
  const { company, figures, truth } = site;
  const runs = [...new Set(truth.done.map(one => one.run))].toReversed();
  const taken = runs[which % Math.max(runs.length, 1)];
  if (taken === undefined) return;
  const undone = undoneBy(site, taken);
  const before = valuesOf(movedBy(undone), company);
  const ended = await attempt(site, { attended: true, undo: taken, fate });
  figures.undos += 1;
  const isFree = company.guards === 'loose' && company.onTrip === 'hold' && !isInForce(site);
  const isRead = !company.isSourceDown && !company.isTargetDown;
  if (!ended.isWhole || !isFree || !isRead || ended.judgement === undefined) return;
  // of a run that died: what somebody changed by hand before anybody looked is not known to have happened
  const entries = await site.store.journal(runId(taken));
  const known = new Set(entries.flatMap(({ change, outcome }) => (outcome?.kind === 'applied' ? [change.id] : [])));
  const sure = undone.filter(({ command }) => known.has(command.id));
  takenBack(sure, before, ended.judgement, company);
}

async function attempt(site: Site, how: Attempt): Promise<Ended> {
  const { kind, ...rest } = how.fate;
  const command = how.undo === undefined ? (how.attended ? 'apply' : 'sync') : `undo ${how.undo}`;
  site.log.push(`  ${command}: ${kind} ${Object.keys(rest).length === 0 ? '' : JSON.stringify(rest)}`);
  const before = await site.store.links(JIRA);
  const ended = await run(site, how);
  await check(site, how, ended, before);
  return ended;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATIENCE = 8;

/** A quiet time: everything can be read, no guard counts, nobody dies. It ends with nothing left to do (convergence). */
async function rest(site: Site): Promise<void> {
  const { company } = site;
  Object.assign(company, {
    isSourceDown: false,
    isTargetDown: false,
    guards: 'loose',
    onTrip: 'hold',
  } satisfies Partial<Company>);
  for (const group of company.sourceGroups) group.isUnknown = false;
  site.log.push('  and then it is quiet');
  await resume(site);
  await unpin(site);
  let isStill = false;
  for (let runs = 0; runs < PATIENCE && !isStill; runs++) {
    company.now += DAY;
    const ended = await attempt(site, { attended: true, fate: { kind: 'lives' } });
    isStill = runs >= 1 && isEmpty(ended);
  }
  hold('convergence', isStill, () => `after ${PATIENCE} quiet runs there is still something to do`);
  const last = await attempt(site, { attended: false, fate: { kind: 'lives' } });
  hold('convergence', isEmpty(last), () => 'an unattended run finds something to do after an attended one found nothing');
  const held = new Set(last.planned?.plans.flatMap(plan => plan.held.map(({ change }) => change.id)));
  const waiting = new Set((await site.store.waiting()).map(({ change }) => change.id));
  hold(
    'journal',
    waiting.symmetricDifference(held).size === 0,
    () => `${[...waiting].join(', ')} waits, and ${[...held].join(', ')} is held`,
  );
  if (last.judgement !== undefined) paidAll(site, last.judgement);
  const open = (await site.store.runs(10_000)).filter(({ result }) => result === 'open');
  hold('journal', open.length === 0, () => `runs are left open: ${open.map(({ id }) => id).join(', ')}`);
}

function told({ source, target, config }: World): string {
  const lines = [
    `config ${JSON.stringify(config)}`,
    ...source.people.map(one => `person ${JSON.stringify(one)}`),
    ...source.groups.map(one => `source group ${JSON.stringify(one)}`),
    ...target.accounts.filter(({ id }) => !id.startsWith('root')).map(one => `account ${JSON.stringify(one)}`),
    ...target.groups.map(one => `group ${JSON.stringify(one)}`),
  ];
  return lines.map(line => `  ${line}`).join('\n');
}
