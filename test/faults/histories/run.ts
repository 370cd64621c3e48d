import { Interrupted } from '../../../src/errors.js';
import { runId, splitPersonKey } from '../../../src/model/ids.js';
import { changesOf, heldCount } from '../../../src/model/plan.js';
import type { RunStart } from '../../../src/state/store.js';
import { applyRun } from '../../../src/sync/apply-run.js';
import { type PlannedRun, planRun, type RunContext } from '../../../src/sync/run.js';
import { EVERYTHING } from '../../../src/sync/undo/choice.js';
import { JIRA } from '../../directories.js';
import { wantedGroups } from '../../expected/groups.js';
import { fold } from '../../expected/names.js';
import { targetRules } from '../../rules.js';
import { setupOf } from '../../worlds.js';
import { Broken, hold } from './broken.js';
import { NOTHING_REMEMBERED, timeOf, worldOf } from './company.js';
import { fakeSource } from './fake-source.js';
import { type Deed, fakeTarget } from './fake-target.js';
import { type Judgement, judge } from './judgement.js';
import { Died, type Fate, Life, mortal } from './life.js';
import { guardsOf } from './limits.js';
import { forbiddenBecause, isDestructive, needsAPerson } from './permitted.js';
import { isInForce, type Site } from './site.js';
import type { Done } from './truth.js';
import { mayBeOf, notAnInverse } from './undo.js';

export interface Attempt {
  readonly attended: boolean;
  /** the run to take back */
  readonly undo?: number | undefined;
  readonly fate: Fate;
}

/** What came of one process. */
export interface Ended {
  readonly run: number;
  readonly judgement: Judgement | undefined;
  readonly planned: PlannedRun | undefined;
  readonly deeds: readonly Deed[];
  readonly made: ReadonlyMap<string, string>;
  readonly isWhole: boolean;
  readonly isDead: boolean;
}

const MINUTE = 60_000;

/** One process of rollcall, from the lock to its end or its death. */
export async function run(site: Site, { attended, undo, fate }: Attempt): Promise<Ended> {
  const { company, store } = site;
  company.now += MINUTE;
  const process = new Process(site, attended, undo, new Life(fate));
  await using _ = await store.lock({ host: 'here', pid: 1, command: 'apply', since: timeOf(company) });
  try {
    await process.live();
  } catch (error) {
    if (!process.isBroken && !(error instanceof Died) && !(error instanceof Interrupted)) throw error;
  }
  return process.ended();
}

class Process {
  readonly #deeds: Deed[] = [];
  readonly #made = new Map<string, string>();
  readonly #intended = new Set<string>();
  readonly #asked = new Set<string>();
  #judgement: Judgement | undefined;
  #planned: PlannedRun | undefined;
  #broken: Broken | undefined;
  #isDone = false;
  #run = 0;

  constructor(
    readonly site: Site,
    readonly attended: boolean,
    readonly undo: number | undefined,
    readonly life: Life,
  ) {}

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  async live(): Promise<void> {
    const { site, attended, life, undo } = this;
    const { company, store } = site;
    const context = this.#context();
    const linked = (await store.links(JIRA)).filter(({ status }) => status === 'open');
    this.#run = ((await store.runs(1))[0]?.id ?? 0) + 1;
    const open = await context.store.closeInterrupted(timeOf(company));
    for (const each of new Set(open.map(entry => entry.run))) site.pins.recovered(each, company);
    const before = site.grace.snapshot();
    const options = { targets: [], attended, allow: new Map(), noRemovals: false, open };
    const planned = await planRun(context, { ...options, ...this.#undoOf() });
    this.#planned = planned;
    const isSourceRead = !planned.problems.some(({ system }) => system === 'okta');
    hold('reads', isSourceRead === !company.isSourceDown, () => JSON.stringify(planned.problems));
    const sightings = planned.sightings.flatMap(one => one.sightings);
    this.#judgement = await judge(company, store, { sightings, asked: this.#asked, isSourceRead });
    const { world } = this.#judgement;
    // an undo counts nothing
    const counts = isSourceRead && undo === undefined;
    if (counts) site.grace.read(world, new Set(linked.map(({ person }) => splitPersonKey(person).id)), company);
    if (undo === undefined) this.#comparePlan();
    try {
      await applyRun(context, this.#start(), planned, false);
      this.#isDone = !life.isCutShort;
    } finally {
      if (counts) site.grace.ended(world, this.#isDone, before);
    }
  }

  #undoOf() {
    return this.undo === undefined ? {} : { undo: { run: runId(this.undo), choice: EVERYTHING } };
  }

  /** What of this plan is known to be right, and what it makes known. */
  #comparePlan(): void {
    const { site, attended } = this;
    if (this.#judgement === undefined) return;
    const { world } = this.#judgement;
    site.grace.compare(world.memory.graceOver, site.company);
    this.#seePresent();
    if (!attended) return;
    site.isApproved = true;
    site.truth.approved = site.truth.done.length;
    for (const { name } of wantedGroups(world)) site.truth.ours.add(fold(name));
  }

  ended(): Ended {
    if (this.#broken !== undefined) throw this.#broken;
    const { figures, truth } = this.site;
    const sent = new Set(this.#deeds.map(({ command }) => command.id));
    truth.unsent.set(
      this.#run,
      [...this.#intended].filter(id => !sent.has(id)),
    );
    figures.runs += 1;
    figures.changes += this.#deeds.length;
    for (const plan of this.#planned?.plans ?? []) figures.held += heldCount(plan);
    if (this.life.isCutShort) figures.crashes += 1;
    return {
      run: this.#run,
      judgement: this.#judgement,
      planned: this.#planned,
      deeds: this.#deeds,
      made: this.#made,
      isWhole: this.#isDone && this.life.fate.kind !== 'refused',
      isDead: this.life.isDead,
    };
  }

  #context(): RunContext {
    const { company, store } = this.site;
    const { config } = company;
    const source = fakeSource(company, this.#asked);
    const target = fakeTarget(company, this.life, {
      arrives: command => this.#arrives(command),
      happened: deed => this.#happened(deed),
    });
    const rules = targetRules({
      protectUsers: config.protectUsers,
      protectGroups: config.protectGroups,
      ignoreUsers: config.ignoreUsers,
      guards: guardsOf(company),
      onTrip: company.onTrip,
    });
    return {
      sources: [
        { source, rules: { name: source.name, canaries: { users: [], groups: [] }, shrunkShare: 0, staleAfterMs: 259_200_000 } },
      ],
      targets: [{ target, rules }],
      syncs: setupOf(worldOf(company, NOTHING_REMEMBERED)).syncs ?? [],
      approvals: [],
      store: mortal(store, this.life, this.#intended),
      configFingerprint: String(company.edition),
      emit: () => undefined,
      now: () => {
        company.now += 1;
        return timeOf(company);
      },
      signal: this.life.signal,
      inFlight: this.life.inFlight,
    };
  }

  #start(): RunStart {
    const { company } = this.site;
    return {
      command: this.undo !== undefined ? 'undo' : this.attended ? 'apply' : 'sync',
      attended: this.attended,
      startedAt: timeOf(company),
      by: 'me',
      reason: undefined,
      toolVersion: '1',
      configFingerprint: String(company.edition),
    };
  }

  /** What is there and wanted may be taken into the ledger by this run. */
  #seePresent(): void {
    const { truth } = this.site;
    const { end } = this.#judgement ?? {};
    for (const [group, members] of Object.entries(end?.groups ?? {}))
      for (const account of members) truth.mayBeGrants.add(`${group} ${account}`);
  }

  #arrives(command: Parameters<Parameters<typeof fakeTarget>[2]['arrives']>[0]): void {
    this.#check(() => {
      const { site, attended } = this;
      if (command.kind === 'addMember') site.truth.paid(command);
      hold('journal', this.#intended.has(command.id), () => `${command.id} was sent, and is not in the journal`);
      hold('guards', attended || site.isApproved, () => `${command.id} in an unattended first run`);
      const isPaused = isInForce(site) && (site.pause?.level === 'everything' || isDestructive(command));
      hold('pause', !isPaused, () => `${command.id} while ${site.pause?.level} is paused`);
      if (this.#judgement === undefined) throw new Broken('order', `${command.id} before anything was planned`);
      if (this.undo !== undefined) {
        const cause = notAnInverse(command, undoneBy(site, this.undo), site.company);
        const isAsMeant = mayBeOf(command, site.truth.unsent.get(this.undo) ?? []);
        hold('undo', cause === undefined || isAsMeant, () => `${command.id} by the undo of run ${this.undo}: ${cause}`);
        return;
      }
      site.pins.check(command, site.company);
      const why = forbiddenBecause(command, this.#judgement, this.#made);
      hold('only what is wanted', why === undefined, () => `${command.id}: ${why}`);
      const unwatched = attended ? undefined : needsAPerson(command, this.#judgement, site.truth.ours);
      hold('guards', unwatched === undefined, () => `${command.id} in an unattended run: ${unwatched}`);
      if (command.kind === 'deactivateUser' && command.leaver === 'inferred') {
        const owner = this.#judgement.accounts.ownerOf.get(command.account.id) ?? '';
        hold('grace', site.grace.mayBeOver(owner, site.company), () => `${command.id}, though the grace is not over`);
      }
      if (command.kind === 'reactivateUser' && site.company.config.reactivate === 'ours')
        hold(
          'only what is ours',
          site.truth.mayBeOff.has(command.account.id),
          () => `${command.id}: rollcall never switched it off`,
        );
    });
  }

  #happened(deed: Deed): void {
    this.#check(() => {
      const { site, attended } = this;
      this.#deeds.push(deed);
      if (deed.made !== undefined && deed.command.kind === 'createUser')
        this.#made.set(deed.made, `new ${splitPersonKey(deed.command.person).id}`);
      const { undo } = this;
      const by = { run: this.#run, attended, undoes: undo };
      const done = site.truth.happened(deed, site.company, by, new Set(this.#judgement?.accounts.ownerOf.keys()));
      if (undo !== undefined) {
        const undone = undoneBy(site, undo);
        site.pins.undid(
          done,
          undone,
          undone.some(one => one.undoes !== undefined),
          site.company,
        );
      }
      site.log.push(`    ${deed.command.id}`);
    });
  }

  /** The product code might catch it: it is kept until the process has ended. */
  #check(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.#broken ??= error;
    }
  }
}

export const isEmpty = ({ planned }: Ended): boolean =>
  planned !== undefined && planned.problems.length === 0 && planned.plans.every(plan => changesOf(plan).length === 0);

export const undoneBy = ({ truth }: Site, run: number): readonly Done[] => truth.done.filter(one => one.run === run);
