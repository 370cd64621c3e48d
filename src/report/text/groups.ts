import type { Change, ChangeOfKind } from '../../model/change.js';
import type { GroupTake } from '../../model/plan.js';
import type { Reason } from '../../model/wish.js';
import { clean } from '../clean.js';
import { counted, number } from '../numbers.js';
import { describeReasons, ruleText } from '../reasons.js';
import { type Block, type Row, renderBlocks } from './blocks.js';
import { fold, grouped } from './fold.js';
import { type Paper, paint } from './paper.js';

const MOST = 20;
const MOST_ROWS = 6;

type OfGroup = ChangeOfKind<'createGroup' | 'renameGroup' | 'deleteGroup' | 'addMember' | 'removeMember'>;

interface GroupBlock extends Block {
  readonly adds: number;
  readonly removes: number;
}

/** Groups by name: made, renamed, deleted, adopted, and who comes in and goes out, folded by direction and reason. */
export function groupLines(changes: readonly Change[], takes: readonly GroupTake[], paper: Paper): string[] {
  const entries = [...changes.filter(isOfGroup), ...takes];
  const blocks = grouped(entries, nameOf).map(ofOne => blockOf(ofOne, paper));
  const { shown, hidden } = fold(blocks.toSorted(weightier), MOST, paper);
  return [...renderBlocks(shown.toSorted(byName), 4, paper), ...hiddenLine(hidden, paper)];
}

const isOfGroup = (change: Change): change is OfGroup => {
  switch (change.kind) {
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
    case 'addMember':
      return true;
    case 'removeMember':
      return change.leaver === undefined;
    case 'createUser':
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
      return false;
  }
};

type Entry = OfGroup | GroupTake;

const nameOf = (entry: Entry) => ('group' in entry ? entry.group.name : entry.name);

/** When not all can be shown, what takes away comes first, then what is larger. */
const weightier = (a: GroupBlock, b: GroupBlock) => b.removes - a.removes || b.adds - a.adds || byName(a, b);
const byName = (a: Block, b: Block) => (a.subject < b.subject ? -1 : 1);

function blockOf(entries: readonly [Entry, ...Entry[]], paper: Paper): GroupBlock {
  const changes = entries.flatMap(entry => ('kind' in entry ? [entry] : []));
  const adds = changes.flatMap(change => (change.kind === 'addMember' ? [change] : []));
  const removes = changes.flatMap(change => (change.kind === 'removeMember' ? [change] : []));
  const rows = [
    ...changes.flatMap(rowOf),
    ...entries.flatMap(entry => ('kind' in entry ? [] : [takeRow(entry)])),
    ...memberRows(adds, '+', paper),
    ...memberRows(removes, '-', paper),
  ];
  return { ...markOf(changes), subject: nameOf(entries[0]), rows, adds: adds.length, removes: removes.length };
}

function markOf(changes: readonly OfGroup[]): Pick<Block, 'mark' | 'tone'> {
  if (changes.some(({ kind }) => kind === 'createGroup')) return { mark: '+', tone: 'added' };
  if (changes.some(({ kind }) => kind === 'deleteGroup')) return { mark: '-', tone: 'removed' };
  if (changes.some(({ kind }) => kind === 'renameGroup')) return { mark: '~', tone: 'changed' };
  return { mark: ' ', tone: 'plain' };
}

function rowOf(change: OfGroup): Row[] {
  switch (change.kind) {
    case 'createGroup':
      return [{ what: originText(change.reasons) }];
    case 'renameGroup':
      return [{ what: `renamed to ${clean(change.name)}`, why: describeReasons(change.reasons) }];
    case 'deleteGroup':
      return [{ what: 'delete', why: describeReasons(change.reasons) }];
    case 'addMember':
    case 'removeMember':
      return [];
  }
}

/** `from atl-team-blue (staff onTheFly 1)` */
function originText(reasons: readonly Reason[]): string {
  const from = reasons.flatMap(reason =>
    reason.kind === 'rule' ? [`${clean(reason.group.name)} (${ruleText(reason.rule)})`] : [],
  );
  return from.length === 0 ? `new${reasons.length > 0 ? `: ${describeReasons(reasons)}` : ''}` : `from ${from.join(', ')}`;
}

function takeRow({ how, known, from }: GroupTake): Row {
  const sources = grouped(from, ({ source }) => source).map(
    same => `${clean(same[0].source)}: ${same.map(({ name }) => clean(name)).join(', ')}`,
  );
  const origin = sources.length === 0 ? '' : `, filled from ${sources.join('; ')}`;
  if (known && sources.length === 0) return { what: 'nothing at the source fills it any more', tone: 'changed' };
  if (known) return { what: `now filled from ${sources.join('; ')}`, tone: 'changed' };
  return { what: how === 'adopted' ? `adopts it${origin}` : `rollcall’s own${origin}`, tone: 'changed' };
}

function memberRows(changes: readonly ChangeOfKind<'addMember' | 'removeMember'>[], mark: '+' | '-', paper: Paper): Row[] {
  const rows = grouped(changes, ({ reasons }) => describeReasons(reasons)).map(
    (same): Row => ({
      what: mark,
      names: same.map(({ account }) => account.username),
      why: describeReasons(same[0].reasons),
      tone: mark === '+' ? 'added' : 'removed',
    }),
  );
  const { shown, hidden } = fold(rows, MOST_ROWS, paper);
  if (hidden.length === 0) return rows;
  const people = hidden.reduce((n, { names = [] }) => n + names.length, 0);
  return [...shown, { what: `${mark} … ${number(people)} more, for ${counted(hidden.length, 'other reason')}`, tone: 'faint' }];
}

function hiddenLine(hidden: readonly GroupBlock[], paper: Paper): string[] {
  if (hidden.length === 0) return [];
  const sum = (of: 'adds' | 'removes') => hidden.reduce((n, block) => n + block[of], 0);
  const members = [
    [sum('adds'), 'to add'],
    [sum('removes'), 'to remove'],
  ].flatMap(([n, verb]) => (n === 0 ? [] : [`${n} ${verb}`]));
  const of = members.length === 0 ? '' : `, members: ${members.join(', ')}`;
  return [paint(paper, 'faint', `      … ${counted(hidden.length, 'more group')}${of} (--full shows all)`)];
}
