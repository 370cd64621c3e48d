import {
  type AccountSpec,
  type Company,
  GROUPS,
  type GroupName,
  type Somebody,
  type SyncName,
  type SyncSpec,
} from './company.js';

/** The rules once more (DESIGN §2, C4, U2, G3, G5), account by account: slow, obvious, and nothing of src/ in it. */
type Word = 'wanted' | 'stated' | 'gone' | 'inGrace' | 'unknown';

/** The highest priority first, then as the file has them (C4). */
export const inTurn = ({ syncs }: Company): readonly SyncSpec[] => syncs.toSorted((a, b) => b.priority - a.priority);

/** What one sync says of one person of its source. */
export function wordOf(sync: SyncSpec, one: Somebody, { unread }: Company): Word {
  if (unread.includes(sync.from)) return 'unknown';
  if (one.at === 'inactive' || one.at === 'deleted') return 'stated';
  if (one.at === 'pending' || one.at === 'unreachable') return 'unknown';
  if (one.at === 'active' && one.keptBy.includes(sync.name)) return 'wanted';
  return one.graceOver ? 'gone' : 'inGrace';
}

interface Said {
  readonly sync: SyncSpec;
  readonly one: Somebody;
  readonly word: Word;
}

const mayWant = ({ word }: Said): boolean => word === 'unknown' || word === 'inGrace';

/** Every sync's word on an account, through the person of its source who has it. */
const saidOf = (holders: readonly Somebody[], company: Company): Said[] =>
  inTurn(company).flatMap(sync =>
    holders.filter(({ source }) => source === sync.from).map(one => ({ sync, one, word: wordOf(sync, one, company) })),
  );

interface Verdict {
  readonly kind: 'wanted' | 'ends' | 'stays';
  /** whose attributes the account has, while that one wants it */
  readonly owner: Said | undefined;
}

/** C4: the owner's statement decides; else whoever wants it keeps it; it ends when all are known not to. An unknown passes nothing on. */
export function verdictOn(holders: readonly Somebody[], before: SyncName | undefined, company: Company): Verdict {
  const said = saidOf(holders, company);
  const last = said.find(({ sync }) => sync.name === before);
  if (last?.word === 'stated') return { kind: 'ends', owner: last };
  if (said.some(({ word }) => word === 'wanted'))
    return { kind: 'wanted', owner: said.find(one => one.word === 'wanted' || (one === last && one.word === 'unknown')) };
  const owner = last ?? said[0];
  if (owner?.word === 'stated') return { kind: 'ends', owner };
  return { kind: said.some(mayWant) || said.length === 0 ? 'stays' : 'ends', owner };
}

/** As it is before the plan; of one that is to be made: active, in no group. */
export type Found = Pick<AccountSpec, 'active' | 'memberOf' | 'granted'> & { readonly weSwitchedOff: boolean };

/** Whether the account is active, and in which groups it is, once the plan is applied. */
export function endOf(found: Found, holders: readonly Somebody[], before: SyncName | undefined, company: Company) {
  const verdict = verdictOn(holders, before, company);
  const isBack = verdict.kind === 'wanted' && verdict.owner?.word === 'wanted' && found.weSwitchedOff;
  const isOff = verdict.kind === 'ends' && company.leavers === 'deactivate';
  const active = isOff ? false : found.active || isBack;
  const said = saidOf(holders, company);
  return { active, groups: GROUPS.filter(group => isMember(group, found, verdict.kind, said, active, company)) };
}

/** G3: in it because any sync that wants the person puts them there; out of it only when all are known not to. */
function isMember(
  group: GroupName,
  found: Found,
  verdict: Verdict['kind'],
  said: readonly Said[],
  active: boolean,
  company: Company,
): boolean {
  const isIn = found.memberOf.includes(group);
  if (verdict === 'ends' && company.leavers === 'removeGroups') return isIn && !found.granted.includes(group);
  if (verdict !== 'wanted') return isIn;
  if (said.some(one => one.word === 'wanted' && gives(one, group))) return isIn || active;
  return isIn && !mayGo(group, found, said, company);
}

const gives = ({ sync, one }: Said, group: GroupName): boolean =>
  (group === sync.own && one.inGroups.includes('Own')) || (group === 'shared' && one.inGroups.includes('Both'));

function mayGo(group: GroupName, { granted }: Found, said: readonly Said[], { syncs, unread }: Company): boolean {
  const feeding = syncs.filter(({ own }) => group === 'shared' || own === group);
  if (feeding.some(({ from }) => unread.includes(from)) || said.some(({ sync }) => unread.includes(sync.from))) return false;
  if (said.some(one => mayWant(one) && feeding.includes(one.sync))) return false;
  const modes = feeding.map(({ mode }) => mode);
  if (modes.includes('additive')) return false;
  return modes.includes('granted') ? granted.includes(group) : true;
}
