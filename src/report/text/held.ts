import type { Change, ChangeKind } from '../../model/change.js';
import type { Ask, GuardName, HeldChange } from '../../model/plan.js';
import { clean, cleanLine } from '../clean.js';
import { subjectOf } from '../describe.js';
import { counted } from '../numbers.js';
import { describeReason } from '../reasons.js';
import { type Block, type Row, renderBlocks } from './blocks.js';
import { grouped } from './fold.js';
import type { Paper } from './paper.js';

/** What guards keep back, by guard and reason, with the numbers and what would lift it. */
export function heldLines(held: readonly HeldChange[], paper: Paper): string[] {
  const blocks = grouped(held, ({ guard, reason, allow }) => [guard, reason, allow].join('\n')).map(heldBlock);
  return renderBlocks(blocks, 4, paper);
}

/** What an attended run asks about instead of holding it. */
export const askLines = (asks: readonly Ask[], paper: Paper): string[] =>
  renderBlocks(
    asks.map(({ guard, reason }) => ({
      mark: '?',
      tone: 'changed',
      subject: guard,
      rows: [{ what: cleanLine(reason), tone: 'plain' }],
    })),
    4,
    paper,
  );

type Held = Pick<HeldChange, 'change' | 'guard' | 'reason' | 'allow'>;

function heldBlock(same: readonly [Held, ...Held[]]): Block {
  const [{ guard, reason, allow }] = same;
  const changes = same.map(({ change }) => change);
  const group = theOnlyGroup(changes);
  const lift = allow === undefined ? whatLifts(guard) : `if that is right, lift it with --allow ${clean(allow)}`;
  const because = commonCause(changes);
  const rows: Row[] = [
    { what: `${kindsText(changes)}:`, names: [...new Set(changes.map(change => heldName(change, group)))] },
    { what: group === undefined ? cleanLine(reason) : `${guard}: ${cleanLine(reason)}`, tone: 'plain' },
    ...(because === undefined ? [] : [{ what: `each of them: ${because}`, tone: 'plain' as const }]),
    ...(lift === undefined ? [] : [{ what: `→ ${lift}`, tone: 'hint' as const }]),
  ];
  return { mark: '!', tone: 'held', subject: group ?? guard, rows };
}

/** What is said of every one of several: a filter, a rule, a source. One mistake is seen by it sooner than by the names. */
function commonCause(changes: readonly Change[]): string | undefined {
  const [first, ...others] = changes.map(({ reasons }) => new Set(reasons.map(describeReason)));
  if (first === undefined || others.length === 0) return undefined;
  const common = others.reduce((same, texts) => same.intersection(texts), first);
  return common.size === 0 ? undefined : [...common].join('; ');
}

/** The group that all of them are about, if it is one. */
function theOnlyGroup(changes: readonly Change[]): string | undefined {
  const groups = new Set(changes.map(groupOf));
  const [only] = groups;
  return groups.size === 1 ? only : undefined;
}

const groupOf = (change: Change) => ('group' in change ? clean(change.group.name) : undefined);

function heldName(change: Change, group: string | undefined): string {
  const of = groupOf(change);
  const subject = subjectOf(change);
  return of === undefined || of === group || of === subject ? subject : `${subject} (${of})`;
}

/** `214 removals, 3 deactivations` */
const kindsText = (changes: readonly Change[]): string =>
  grouped(changes, ({ kind }) => kind)
    .map(same => counted(same.length, kindNoun(same[0].kind)))
    .join(', ');

function kindNoun(kind: ChangeKind): string {
  switch (kind) {
    case 'createUser':
      return 'new account';
    case 'updateUser':
      return 'update';
    case 'renameUser':
      return 'rename';
    case 'reactivateUser':
      return 'reactivation';
    case 'grantPermission':
      return 'permission';
    case 'handOver':
      return 'hand-over';
    case 'cutAccess':
      return 'cut of access';
    case 'deactivateUser':
      return 'deactivation';
    case 'deleteUser':
      return 'deletion';
    case 'createGroup':
      return 'new group';
    case 'renameGroup':
      return 'group rename';
    case 'deleteGroup':
      return 'group deletion';
    case 'addMember':
      return 'addition';
    case 'removeMember':
      return 'removal';
  }
}

/** What lets a guard's changes through where no `--allow` is named. */
export function whatLifts(guard: GuardName): string | undefined {
  switch (guard) {
    case 'another-system':
    case 'unread-source':
    case 'shrunk-source':
      return 'goes when the source can be read whole';
    case 'removals':
    case 'removals-per-group':
    case 'deactivations':
    case 'stated-leavers':
    case 'deletions':
    case 'creations':
    case 'updates':
    case 'renames':
    case 'additions-per-group':
    case 'privileged-additions':
    case 'legacy-leavers':
      return 'goes in an attended run: rollcall apply';
    case 'adoption':
      return 'rollcall adopt GROUP, or an attended run: rollcall apply';
    case 'protected':
      return 'nothing lifts it in a run; see protect in the config';
    case 'seats':
      return 'goes when seats are free';
    case 'no-successor':
      return 'goes when somebody can take over; access is cut meanwhile';
    case 'rival-claim':
      return 'rollcall links set PERSON ACCOUNT if it is theirs, or an attended run: rollcall apply';
    case 'paused':
      return 'goes with: rollcall resume';
    case 'unwanted':
      return 'goes when the source wants it again';
    case 'emptied-group':
      return undefined;
  }
}
