import type { Change, ChangeOfKind } from '../../model/change.js';
import type { Reason } from '../../model/wish.js';
import { clean } from '../clean.js';
import { differences, identityText, subjectOf, successorText } from '../describe.js';
import { number } from '../numbers.js';
import { describeReasons, valueText } from '../reasons.js';
import { type Block, type Row, renderBlocks } from './blocks.js';
import { fold, grouped } from './fold.js';
import type { Paper, Tone } from './paper.js';

const MOST = 12;

type UserChange = ChangeOfKind<
  | 'createUser'
  | 'updateUser'
  | 'renameUser'
  | 'reactivateUser'
  | 'grantPermission'
  | 'handOver'
  | 'cutAccess'
  | 'deactivateUser'
  | 'deleteUser'
  | 'removeMember'
>;

/** People by name: who is made, who changes, who ends; all that happens to one account stands together. */
export function userLines(changes: readonly Change[], paper: Paper): string[] {
  const blocks = grouped(changes.filter(isOfUser), accountKey)
    .map(blockOf)
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
  const folded = MARKS.flatMap(({ mark, tone, what }) => {
    const { shown, hidden } = fold(
      blocks.filter(block => block.mark === mark),
      MOST,
      paper,
    );
    if (hidden.length === 0) return shown;
    return [...shown, { mark, tone, subject: `… ${number(hidden.length)} more`, rows: [{ what: `${what} (--full shows all)` }] }];
  });
  return renderBlocks(folded, 4, paper);
}

const isOfUser = (change: Change): change is UserChange => {
  switch (change.kind) {
    case 'createUser':
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
      return true;
    case 'removeMember':
      return change.leaver !== undefined;
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
    case 'addMember':
      return false;
  }
};

const accountKey = (change: UserChange) => (change.kind === 'createUser' ? `new ${change.person}` : change.account.id);

const MARKS: readonly { readonly mark: string; readonly tone: Tone; readonly what: string }[] = [
  { mark: '+', tone: 'added', what: 'to create' },
  { mark: '~', tone: 'changed', what: 'to change' },
  { mark: '-', tone: 'removed', what: 'to end' },
];

const markOf = (changes: readonly UserChange[]) => {
  const mark = changes.some(isEnd) ? '-' : changes.some(({ kind }) => kind === 'createUser') ? '+' : '~';
  return MARKS.find(one => one.mark === mark) ?? { mark, tone: 'plain' as const };
};

const isEnd = ({ kind }: UserChange) =>
  kind === 'deactivateUser' || kind === 'cutAccess' || kind === 'deleteUser' || kind === 'removeMember' || kind === 'handOver';

function blockOf(changes: readonly [UserChange, ...UserChange[]]): Block {
  const { mark, tone } = markOf(changes);
  const leaving = changes.flatMap(change => (change.kind === 'removeMember' ? [change] : []));
  const others = changes.filter(({ kind }) => kind !== 'removeMember');
  const ended = others.filter(({ kind }) => kind !== 'handOver').flatMap(rowsOf);
  const handedOver = others.filter(({ kind }) => kind === 'handOver').flatMap(rowsOf);
  return { mark, tone, subject: subjectOf(changes[0]), rows: [...ended, ...handedOver, ...leavingRows(leaving)] };
}

/** A hand-over's reason is that of its leaver, and stands there. */
function rowsOf(change: UserChange): Row[] {
  switch (change.kind) {
    case 'createUser':
      return [
        {
          ...row(
            identityText(change.values),
            change.reasons.filter(({ kind }) => kind !== 'default'),
          ),
          mayCut: true,
        },
      ];
    case 'updateUser':
      return differences(change.before, change.values).map(what => ({ what }));
    case 'renameUser':
      return [row(`username  ${valueText(change.before)} → ${valueText(change.username)}`, change.reasons)];
    case 'reactivateUser':
      return [row('reactivate', change.reasons)];
    case 'grantPermission':
      return [row(`permission  + ${clean(change.permission)}`, change.reasons)];
    case 'handOver':
      return [
        { what: `hands over ${clean(change.responsibility.label)} ${successorText(change.responsibility)}`, tone: 'plain' },
      ];
    case 'cutAccess':
      return [row(change.when === 'always' ? 'cut access' : 'cut access, the switch-off was refused', change.reasons)];
    case 'deactivateUser':
      return [row(change.by === 'revokeAccess' ? 'revoke all access' : 'deactivate', change.reasons)];
    case 'deleteUser':
      return [row('delete', change.reasons)];
    case 'removeMember':
      return leavingRows([change]);
  }
}

const row = (what: string, reasons: readonly Reason[]): Row => ({ what, why: describeReasons(reasons) });

const leavingRows = (changes: readonly ChangeOfKind<'removeMember'>[]): Row[] =>
  grouped(changes, ({ reasons }) => describeReasons(reasons)).map(same => ({
    what: 'out of',
    names: same.map(({ group }) => group.name),
    why: describeReasons(same[0].reasons),
  }));
