import type { Command } from '../../../src/model/change.js';
import { type PersonKey, splitPersonKey } from '../../../src/model/ids.js';
import { fold, isNamed } from '../../expected/names.js';
import { hold } from './broken.js';
import type { Company, Holder } from './company.js';
import type { Deed } from './fake-target.js';

/** What really happened in the target by rollcall's hand, kept beside the state, so that the state can be compared with it. */
export interface Done extends Deed {
  readonly run: number;
  readonly at: number;
  readonly attended: boolean;
  /** the run that it takes back */
  readonly undoes: number | undefined;
  /** a guard counts it no more: the run died, and somebody took it back before the next one looked */
  isForgotten: boolean;
}

export const rowOf = (group: string, account: string) => `${group} ${account}`;

/** By hand under another name or address before rollcall could note that it made it, an account is anybody's. */
export const isRecognisable = ({ id, username, email }: Holder, { accounts }: Company): boolean => {
  const now = accounts.get(id);
  return now?.username === username && now.email === email;
};

export class Truth {
  readonly done: Done[] = [];
  /** by run: what it was about to do when it died, and never sent; ids of changes */
  readonly unsent = new Map<number, readonly string[]>();
  /** how much of it was done when a person last approved a plan */
  approved = 0;
  /** memberships that rollcall gave and that are there ever since: `group account` */
  readonly grants = new Set<string>();
  /** every membership that may be in the ledger */
  readonly mayBeGrants = new Set<string>();
  /** groups that rollcall made, or that were in a plan that a person approved; by folded name */
  readonly ours = new Set<string>();
  /** accounts off since rollcall switched them off; and those that may be remembered so */
  readonly off = new Set<string>();
  readonly mayBeOff = new Set<string>();
  /** account that rollcall made → groups for new users that it was never sent to; by folded name (G7) */
  readonly owed = new Map<string, Set<string>>();
  /** person → accounts that rollcall made, as they were then */
  readonly made = new Map<string, Holder[]>();

  happened(deed: Deed, company: Company, by: Pick<Done, 'run' | 'attended' | 'undoes'>, linked: ReadonlySet<string>): Done {
    const { command, made } = deed;
    const done = { ...deed, ...by, at: company.now, isForgotten: false };
    this.done.push(done);
    const account = company.accounts.get(made ?? '');
    if (command.kind === 'createUser' && account !== undefined) this.#created(command.person, account, company, linked);
    this.#remember(command, by.undoes !== undefined);
    // what an undo takes back was paid, be it by the hand of somebody while the run was dead (G7)
    if (by.undoes !== undefined && command.kind === 'removeMember')
      this.owed.get(command.account.id)?.delete(fold(command.group.name));
    this.settle(company);
    return done;
  }

  #created(person: PersonKey, account: Holder, company: Company, linked: ReadonlySet<string>): void {
    const { id } = splitPersonKey(person);
    const before = this.made.get(id) ?? [];
    const living = before.find(known => (linked.has(known.id) ? company.accounts.has(known.id) : isRecognisable(known, company)));
    hold(
      'nothing twice',
      living === undefined,
      () => `${id} has the account ${living?.id} that rollcall made, and now ${account.id}`,
    );
    this.made.set(id, [...before, { ...account }]);
    this.owed.set(account.id, new Set(company.config.groups.newUsers.map(fold)));
  }

  #remember(command: Command, isUndo: boolean): void {
    if (command.kind === 'addMember') {
      // what an undo gives back need not have been a grant
      if (!isUndo) this.grants.add(rowOf(command.group.id, command.account.id));
      this.mayBeGrants.add(rowOf(command.group.id, command.account.id));
    }
    if (command.kind === 'createGroup') this.ours.add(fold(command.name));
    if (command.kind === 'deactivateUser') {
      this.off.add(command.account.id);
      this.mayBeOff.add(command.account.id);
    }
  }

  /** It was asked for, whatever came of it. */
  paid({ group, account }: Extract<Command, { kind: 'addMember' }>): void {
    this.owed.get(account.id)?.delete(fold(group.name));
  }

  /** After anything happened: what is no longer so is forgotten. */
  settle(company: Company): void {
    for (const row of this.grants) {
      const [group = '', account = ''] = row.split(' ');
      const username = company.accounts.get(account)?.username ?? '';
      // who is ignored is not looked at: what is remembered of them stays
      if (isNamed(username, company.config.ignoreUsers)) continue;
      if (company.teams.get(group)?.members.has(account) !== true) this.grants.delete(row);
    }
    const due = new Set(company.config.groups.newUsers.map(fold));
    for (const [id, names] of this.owed) {
      const made = [...this.made.values()].flat().find(one => one.id === id);
      // what the config gives no more is owed no more; nor is anything to an account that cannot be told any more
      const isKnown = made !== undefined && isRecognisable(made, company);
      this.owed.set(id, isKnown ? names.intersection(due) : new Set());
    }
    for (const id of this.off) if (company.accounts.get(id)?.active !== false) this.off.delete(id);
  }
}
