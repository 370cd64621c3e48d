import type { Change, ExistingGroup, Outcome } from '../model/change.js';
import {
  type AccountId,
  type PersonKey,
  type ProviderId,
  type RunId,
  type SourceName,
  type SyncName,
  splitPersonKey,
  type TargetName,
} from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Plan } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import type { AccountValues, Reason } from '../model/wish.js';
import type { LedgerRow, Link, ManagedGroup, StateStore } from '../state/store.js';
import { namesFor } from './contributions.js';
import { NEW_USERS, rulesIn } from './diff/ledger.js';
import { freedBy, offboardKey } from './pins.js';

type UndoReason = Extract<Reason, { kind: 'undo' }>;

export interface MemoryInput {
  readonly store: StateStore;
  readonly target: TargetName;
  /** what the plan makes known */
  readonly plan: Pick<Plan, 'links' | 'closedLinks' | 'takes' | 'ledger' | 'wishes' | 'pins'>;
  readonly run: RunId;
  readonly syncs: readonly Pick<SyncRules, 'name' | 'from' | 'groups'>[];
  readonly providers: ReadonlyMap<SourceName, ProviderId>;
  /** of the run: its pins count while the config has it (A8) */
  readonly configFingerprint: string;
  readonly now: () => string;
}

/** What the state keeps of one target while a plan is applied: links, ledger, groups; each step durable before the next. */
export class Memory {
  readonly #input: MemoryInput;
  readonly #links = new Map<PersonKey, Link>();
  readonly #byAccount = new Map<AccountId, Set<PersonKey>>();

  private constructor(input: MemoryInput, links: readonly Link[]) {
    this.#input = input;
    for (const link of links) this.#hold(link);
  }

  static async of(input: MemoryInput): Promise<Memory> {
    return new Memory(input, await input.store.links(input.target));
  }

  /** What a plan makes known before anything is sent: links of people with nothing to change, what was seen, what is over (C4). */
  async takeUp(): Promise<void> {
    const { plan, store, target, now, run, providers } = this.#input;
    for (const { person, account, owner, values, isActive } of plan.links) {
      if (account.kind !== 'existing') continue;
      const known = this.#links.get(person);
      // who is wanted again has access again: should they leave once more, it is cut once more (U4)
      const link = known === undefined ? this.#matched(person, account.id, values, owner) : { ...known, owner };
      await this.#put({ ...link, ...(isActive ? { accessCutAt: undefined, deactivatedAt: undefined } : {}) });
    }
    for (const person of plan.closedLinks) {
      const known = this.#links.get(person);
      if (known?.status === 'open') await this.#put({ ...known, status: 'closed' });
    }
    for (const { id, name, how, from } of plan.takes) {
      const known = from.flatMap(({ source, group, name: was }) => {
        const provider = providers.get(source);
        return provider === undefined ? [] : [{ provider, id: group, name: was }];
      });
      await store.putManagedGroup({ target, group: id, name, how, from: known, run, since: now() });
    }
    await store.putLedger(plan.ledger.add.map((entry): LedgerRow => ({ target, ...entry })));
    await store.dropLedger(target, plan.ledger.drop);
    await store.putWishes(target, plan.wishes ?? []);
    await this.#takeUpPins();
  }

  /** Before anything is sent: an offboarding that breaks off is gone on with, not taken back, by the next run (A2). */
  async #takeUpPins(): Promise<void> {
    const { plan, store, target, run, configFingerprint, now } = this.#input;
    const { add, drop } = plan.pins ?? { add: [], drop: [] };
    await store.dropPins(target, drop);
    await store.putPins(add.map(pin => ({ target, ...pin, run, undid: run, configFingerprint, since: now() })));
  }

  /** What a change that happened makes known. Called also for "already so", and for what a broken run left. */
  async keep(change: Change, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'failed' && outcome.learned !== undefined)
      await this.#input.store.putFact(this.#input.target, outcome.learned, this.#input.now());
    if (outcome.kind !== 'applied' && outcome.kind !== 'alreadySo') return;
    await this.#happened(change, outcome);
    for (const reason of change.reasons) if (reason.kind === 'undo') await this.#tookBack(change, outcome, reason);
  }

  /** What an undo took back is not done again; what it did itself is free to be done (A8). */
  async #tookBack(change: Change, outcome: Outcome, { run: undid, pins }: UndoReason): Promise<void> {
    const { store, target, run, configFingerprint, now } = this.#input;
    await store.dropPins(target, freedBy(change, outcome));
    await store.putPins(pins.map(key => ({ target, key, change, run, undid, configFingerprint, since: now() })));
    // access that was cut is given back, group by group
    const wasEnd = pins.some(key => key.startsWith('end '));
    if (wasEnd && 'account' in change && change.account.kind === 'existing')
      await store.dropPins(target, [offboardKey(change.account.id)]);
    if (change.kind === 'addMember' && wasEnd && change.account.kind === 'existing')
      await this.#edit(change.account.id, link => ({ ...link, accessCutAt: undefined }));
  }

  async #happened(change: Change, outcome: Extract<Outcome, { kind: 'applied' | 'alreadySo' }>): Promise<void> {
    const { store, target, now } = this.#input;
    switch (change.kind) {
      case 'createUser':
        if (outcome.account !== undefined) await this.#created(change, outcome.account.id);
        return;
      case 'renameUser':
        // of the person by whose word it was renamed; another provider's own value is another's (C3)
        await this.#edit(change.account.id, link =>
          this.#isOwners(link) ? { ...link, values: { ...link.values, username: change.username } } : link,
        );
        return;
      case 'reactivateUser':
        await this.#edit(change.account.id, link => ({ ...link, deactivatedAt: undefined, accessCutAt: undefined }));
        return;
      case 'deactivateUser':
        // "already so" is somebody else's doing: only what rollcall switched off is its to switch on (U6); where there is no switch
        // nothing else would tell that it is done
        if (outcome.kind === 'applied' || change.by === 'revokeAccess')
          await this.#edit(change.account.id, link => ({ ...link, deactivatedAt: now() }));
        // where an end takes the memberships away, nothing of them is left to be taken back later
        await store.dropLedger(
          target,
          (change.access?.groups ?? []).map(({ id }) => ({ group: id, account: change.account.id })),
        );
        return;
      case 'cutAccess':
        await this.#edit(change.account.id, link => ({ ...link, accessCutAt: now() }));
        return;
      case 'deleteUser':
        await this.#edit(change.account.id, link => ({ ...link, status: 'closed' }));
        return;
      case 'createGroup':
        // one that was there already is adopted, not made
        if (outcome.group !== undefined) await this.#took(change, outcome.group, outcome.kind === 'applied' ? 'made' : 'adopted');
        return;
      case 'deleteGroup':
        await store.releaseGroup(target, change.group.id);
        return;
      case 'addMember':
        await this.#added(change, outcome);
        return;
      case 'removeMember':
        await store.dropLedger(target, [{ group: change.group.id, account: change.account.id }]);
        return;
      case 'updateUser':
      case 'grantPermission':
      case 'renameGroup':
      case 'handOver':
        return;
    }
  }

  async #created(change: Extract<Change, { kind: 'createUser' }>, account: AccountId): Promise<void> {
    const known = this.#links.get(change.person);
    if (known?.status === 'open' && known.account === account) return;
    const written = this.#input.plan.links.find(({ person }) => person === change.person);
    const link = this.#link(change.person, account, 'created', written?.values ?? change.values, written?.owner);
    await this.#put({ ...link, owed: this.#owedBy(change) });
    // people of other providers who have it as well (C4)
    for (const { person, account: ref, owner, values } of this.#input.plan.links)
      if (ref.kind === 'new' && ref.person === change.person && person !== change.person)
        await this.#put(this.#link(person, account, 'created', values, owner));
  }

  async #took(change: Change, { id, name }: ExistingGroup, how: ManagedGroup['how']): Promise<void> {
    const { store, target, run, now } = this.#input;
    const isKnown = (await store.managedGroups(target)).some(({ group }) => group === id);
    if (!isKnown) await store.putManagedGroup({ target, group: id, name, how, from: this.#sourcesOf(change), run, since: now() });
  }

  async #added(
    change: Extract<Change, { kind: 'addMember' }>,
    outcome: Extract<Outcome, { kind: 'applied' | 'alreadySo' }>,
  ): Promise<void> {
    const account = change.account.kind === 'existing' ? change.account.id : outcome.account?.id;
    const group = change.group.kind === 'existing' ? change.group.id : outcome.group?.id;
    if (account === undefined || group === undefined) return;
    // what an undo gives back is in the ledger if it was there before: the plan itself says so
    const isGivenBack = change.reasons.some(({ kind }) => kind === 'undo');
    // who moved with a group has it from no rule
    const isMoved = change.reasons.every(({ kind }) => kind === 'sourceRenamed');
    const owedOnly = change.reasons.every(reason => reason.kind === 'default' && reason.list === 'newUsers');
    const by = owedOnly ? [NEW_USERS] : rulesIn(change.reasons);
    if (!isGivenBack && !isMoved) await this.#input.store.putLedger([{ target: this.#input.target, group, account, by }]);
    const paid = nameKey(change.group.name);
    await this.#edit(account, link => ({ ...link, owed: link.owed.filter(name => nameKey(name) !== paid) }));
  }

  /** The creation itself says whose new users it makes: so a broken run's creation is still owed its groups (G7, A2). */
  #owedBy({ reasons }: Change): string[] {
    const { syncs, target } = this.#input;
    const owing = reasons.flatMap(reason => (reason.kind === 'default' && reason.list === 'newUsers' ? [reason.sync] : []));
    const names = syncs
      .filter(({ name }) => owing.includes(name))
      .flatMap(({ groups }) => namesFor(groups.defaults.newUsers, target));
    return [...new Set(names.map(nameKey))];
  }

  #sourcesOf({ reasons }: Change): ManagedGroup['from'] {
    const from = reasons.flatMap(reason => {
      if (reason.kind !== 'rule') return [];
      const provider = this.#providerOf(reason.rule.sync);
      return provider === undefined ? [] : [{ provider, id: reason.group.id, name: reason.group.name }];
    });
    return [...new Map(from.map(one => [`${one.provider} ${one.id}`, one])).values()];
  }

  #providerOf(sync: SyncName): ProviderId | undefined {
    const { syncs, providers } = this.#input;
    const from = syncs.find(({ name }) => name === sync)?.from;
    return from === undefined ? undefined : providers.get(from);
  }

  /** What is remembered of an account counts for everybody who has it. */
  #matched(person: PersonKey, account: AccountId, values: AccountValues, owner: SyncName | undefined): Link {
    const [other] = this.#byAccount.get(account) ?? [];
    const { deactivatedAt, accessCutAt } = (other === undefined ? undefined : this.#links.get(other)) ?? {};
    return { ...this.#link(person, account, 'matched', values, owner), deactivatedAt, accessCutAt };
  }

  #link(person: PersonKey, account: AccountId, how: Link['how'], values: AccountValues, owner: SyncName | undefined): Link {
    return {
      target: this.#input.target,
      person,
      account,
      owner,
      how,
      values,
      status: 'open',
      deactivatedAt: undefined,
      accessCutAt: undefined,
      owed: [],
      since: this.#input.now(),
    };
  }

  #isOwners({ person, owner }: Link): boolean {
    return owner === undefined || this.#providerOf(owner) === splitPersonKey(person).provider;
  }

  /** The links of everybody who has the account. */
  async #edit(account: AccountId, edit: (link: Link) => Link): Promise<void> {
    for (const person of this.#byAccount.get(account) ?? []) {
      const link = this.#links.get(person);
      if (link?.status === 'open') await this.#put(edit(link));
    }
  }

  async #put(link: Link): Promise<void> {
    this.#hold(link);
    await this.#input.store.putLink(link);
  }

  #hold(link: Link): void {
    this.#links.set(link.person, link);
    const people = this.#byAccount.get(link.account) ?? new Set();
    if (link.status === 'open') this.#byAccount.set(link.account, people.add(link.person));
  }
}
