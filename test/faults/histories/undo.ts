import type { Command } from '../../../src/model/change.js';
import { wantedGroups } from '../../expected/groups.js';
import { fold, isNamed, isPrivileged } from '../../expected/names.js';
import { standingOf } from '../../expected/people.js';
import { hold } from './broken.js';
import type { Company } from './company.js';
import { aims, type Fact, heldOf, keyOf, type Move, movesOf, type Value } from './facts.js';
import type { Judgement } from './judgement.js';
import type { Done } from './truth.js';

/** What a run moved in all: from what was before its first change of a thing to what its last one made of it. */
export function movedBy(done: readonly Done[]): readonly Move[] {
  const moves = new Map<string, Move>();
  for (const move of done.flatMap(movesOf)) {
    const known = moves.get(keyOf(move));
    moves.set(keyOf(move), known === undefined ? move : { ...move, before: known.before });
  }
  return [...moves.values()];
}

/** Why an undo may not do that: it does nothing but take back what the run did (A8). */
export function notAnInverse(command: Command, undone: readonly Done[], company: Company): string | undefined {
  const moves = movedBy(undone);
  for (const aim of aims(command)) {
    const move = moves.find(one => keyOf(one) === keyOf(aim));
    if (move === undefined || move.before !== aim.after) return 'the run did nothing that this takes back';
    if (heldOf(move, company) !== move.after) return 'it was changed since';
    const others = [...(company.teams.get(aim.group)?.members ?? [])].filter(account => !isPutBy(account, aim.group, moves));
    if (command.kind === 'deleteGroup' && others.length > 0) return `${others.join(', ')} would lose it`;
  }
  return command.kind === 'createUser' ? 'an undo creates nobody' : undefined;
}

const INVERSE: Readonly<Partial<Record<Command['kind'], string>>> = {
  addMember: 'removeMember',
  removeMember: 'addMember',
  reactivateUser: 'deactivateUser',
  deactivateUser: 'reactivateUser',
  updateUser: 'updateUser',
  renameUser: 'renameUser',
  deleteGroup: 'createGroup',
};

/** What a run was about to do when it died, and somebody did by hand before anybody looked, passes for the run's own (A2). */
export const mayBeOf = ({ kind, id }: Command, unsent: readonly string[]): boolean =>
  unsent.some(change => change.startsWith(`${INVERSE[kind]} ${id.split(' ')[1]}`));

const isPutBy = (account: string, group: string, moves: readonly Move[]) =>
  moves.some(move => move.of === 'member' && move.account === account && move.group === group && move.after === true);

/** What a target held of these things before the undo. */
export const valuesOf = (moves: readonly Move[], company: Company): ReadonlyMap<string, Value> =>
  new Map(moves.map(move => [keyOf(move), heldOf(move, company)]));

/** After a whole undo with nothing in its way: as before the run wherever nothing changed since, and untouched elsewhere. */
export function takenBack(
  undone: readonly Done[],
  before: ReadonlyMap<string, Value>,
  judgement: Judgement,
  company: Company,
): void {
  for (const move of movedBy(undone)) {
    const was = before.get(keyOf(move));
    const is = heldOf(move, company);
    if (was !== move.after) hold('undo', is === was, () => `${keyOf(move)} was changed since, and is ${is} now`);
    else if (move.before !== move.after && !mayStay(move, judgement, company))
      hold('undo', is === move.before, () => `${keyOf(move)} is ${is}, and was ${move.before} before the run`);
  }
}

/** What a guard, or the source, keeps from being taken back. */
function mayStay(move: Move, { world, end, accounts }: Judgement, company: Company): boolean {
  const { config, target } = world;
  const account = company.accounts.get(move.account);
  const privileged = [...target.administratorGroups, ...config.protectGroups];
  const isAdministrator = target.groups.some(
    ({ name, members }) => isPrivileged(name, privileged) && members.includes(move.account),
  );
  if (move.of === 'group') return isPrivileged(move.group, privileged) || (company.teams.get(move.group)?.members.size ?? 0) > 0;
  if (account === undefined || isNamed(account.username, [...config.ignoreUsers, ...config.protectUsers])) return true;
  const owner = accounts.ownerOf.get(move.account);
  const isWanted = owner !== undefined && standingOf(owner, world) === 'wanted';
  switch (move.of) {
    case 'active':
      return move.before === true ? !isWanted : isAdministrator;
    case 'member': {
      const group = wantedGroups(world).find(({ name }) => fold(name) === move.group);
      // somebody deleted the group meanwhile
      if (!company.teams.has(move.group)) return true;
      if (move.before === false) return isPrivileged(move.group, privileged) || group?.unknown === true;
      return !isWanted || end.groups[move.group]?.includes(move.account) !== true;
    }
    case 'username':
      return isTaken(move, company) || isNamed(String(move.before), [...config.ignoreUsers, ...config.protectUsers]);
    case 'email':
    case 'name':
      return false;
  }
}

const isTaken = ({ account, before }: Fact & Pick<Move, 'before'>, { accounts }: Company) =>
  [...accounts.values()].some(({ id, username }) => id !== account && fold(username) === fold(String(before)));
