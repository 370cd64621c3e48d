import type { HeldChange } from '../../model/plan.js';
import type { Pause, Waiting } from '../../state/store.js';
import type { LeaverLeft, LeaverWait } from '../../sync/leavers-left.js';
import { clean, cleanLine } from '../clean.js';
import { describe } from '../describe.js';
import { counted, duration, moment } from '../numbers.js';
import { type Block, paragraph, renderBlocks } from './blocks.js';
import { fold, grouped } from './fold.js';
import { heldLines } from './held.js';
import { type Paper, paint } from './paper.js';

/** `2 d 4 h`: how long ago an ISO time was. */
export const age = (since: string, now: string): string => duration(Date.parse(now) - Date.parse(since));

/** Nothing destructive, or nothing at all: where, until when, by whom and why. */
export function pauseLines(pauses: readonly Pause[], paper: Paper): string[] {
  const blocks = pauses.map(({ target, level, until, reason, by, since }): Block => {
    const why = reason === undefined ? '' : `: ${cleanLine(reason)}`;
    const end = until === undefined ? 'until somebody resumes' : `until ${moment(until)}`;
    return {
      ...{ mark: '!', tone: 'held', subject: target ?? 'every target' },
      rows: [
        { what: level === 'everything' ? 'everything' : 'what takes away', why: end },
        { what: `by ${clean(by)} on ${moment(since)}${why}`, tone: 'plain' },
        { what: `→ rollcall resume${target === undefined ? '' : ` ${clean(target)}`}`, tone: 'hint' },
      ],
    };
  });
  return renderBlocks(blocks, 2, paper);
}

/** What runs wanted and did not do, by target: held by guard and reason, then what failed; each with its age. */
export function waitingLines(waiting: readonly Waiting[], now: string, paper: Paper): string[] {
  return grouped(waiting, ({ target }) => target).flatMap(mine => {
    const held = mine.filter(({ guard }) => guard !== undefined);
    const rest = mine.filter(({ guard }) => guard === undefined);
    return [
      paint(paper, 'strong', `  ${clean(mine[0].target)}`),
      ...heldLines(
        grouped(held, groupKey).flatMap(same => aged(same, now)),
        paper,
      ),
      ...renderBlocks(
        grouped(rest, ({ why, reason }) => `${why}\n${reason}`).map(same => undoneBlock(same, now, paper)),
        4,
        paper,
      ),
    ];
  });
}

const groupKey = ({ guard, reason, allow }: Waiting): string => [guard, reason, allow].join('\n');

/** The age of the oldest stands with the reason, which is one line for all of them. */
const aged = (same: readonly [Waiting, ...Waiting[]], now: string): HeldChange[] =>
  same.flatMap(({ change, guard, reason, allow }) =>
    guard === undefined
      ? []
      : [{ change, guard, reason: `${reason} · waits for ${age(oldest(same), now)}`, ...(allow === undefined ? {} : { allow }) }],
  );

const MOST = 5;

function undoneBlock(same: readonly [Waiting, ...Waiting[]], now: string, paper: Paper): Block {
  const [{ why, reason }] = same;
  const { shown, hidden } = fold(same, MOST, paper);
  return {
    ...{ mark: '✗', tone: why === 'failed' ? 'alarm' : 'changed', subject: WORDS[why] },
    rows: [
      { what: `${cleanLine(reason)} · waits for ${age(oldest(same), now)}` },
      ...shown.map(({ change }) => ({ what: describe(change), tone: 'plain' as const })),
      ...(hidden.length > 0
        ? [{ what: `… ${counted(hidden.length, 'more change')} (--full shows all)`, tone: 'faint' as const }]
        : []),
    ],
  };
}

const WORDS: Readonly<Record<Waiting['why'], string>> = { held: 'held', failed: 'failed', notRun: 'not run', stale: 'moved' };

const oldest = ([first, ...rest]: readonly [Waiting, ...Waiting[]]): string =>
  rest.reduce((least, { since }) => (since < least ? since : least), first.since);

const MOST_LEAVERS = 20;

/** Who must still lose an account, oldest first, and why it has not happened; those of one reason are said together. */
export function leaverLines(leavers: readonly LeaverLeft[], now: string, paper: Paper): string[] {
  return grouped(leavers, ({ target }) => target).flatMap(mine => {
    const same = grouped(mine, leaver => `${isOnlyGrace(leaver)} ${reasonsOf(leaver).join('\n')}`);
    const { shown, hidden } = fold(same, MOST_LEAVERS, paper);
    return [
      paint(paper, 'strong', `  ${clean(mine[0].target)}`),
      ...[...new Set(mine.flatMap(({ unread }) => unread ?? []))].flatMap(source =>
        paragraph(`! ${clean(source)} could not be read the last time: what rests on it waits until it can`, 4, paper, 'changed'),
      ),
      ...renderBlocks(
        shown.map(some => leaverBlock(some, now)),
        4,
        paper,
      ),
      ...(hidden.length > 0
        ? paragraph(`… ${counted(hidden.flat().length, 'more person', 'more people')} (--full shows all)`, 6, paper, 'faint')
        : []),
    ];
  });
}

const isOnlyGrace = ({ because }: LeaverLeft) => because.every(({ kind }) => kind === 'inGrace' || kind === 'due');

const reasonsOf = ({ because, accessCutAt }: LeaverLeft): string[] => [
  ...because.map(waitText),
  ...(accessCutAt === undefined ? [] : [`access is cut since ${moment(accessCutAt)}; the account is switched on still`]),
];

function leaverBlock(same: readonly [LeaverLeft, ...LeaverLeft[]], now: string): Block {
  const [first] = same;
  const onlyGrace = isOnlyGrace(first);
  const since = same.reduce((least, one) => (one.since < least ? one.since : least), first.since);
  const why = `${onlyGrace ? 'missing' : 'waits'} for ${age(since, now)}`;
  const rows = reasonsOf(first).map((what, at) => ({ what, ...(at === 0 ? { why } : { tone: 'plain' as const }) }));
  const subject = same.length === 1 ? first.name : counted(same.length, 'person', 'people');
  const names = same.length === 1 ? [] : [{ what: '', names: same.map(({ name }) => name) }];
  return { mark: onlyGrace ? '·' : '!', tone: onlyGrace ? 'plain' : 'changed', subject, rows: [...names, ...rows] };
}

function waitText(wait: LeaverWait): string {
  switch (wait.kind) {
    case 'inGrace':
      return `in grace until ${moment(wait.until)}${wait.reads < wait.needed ? `, seen missing in ${wait.reads} of ${wait.needed} complete reads` : ''}`;
    case 'due':
      return 'the grace is over: the next run acts';
    case 'held':
      return `held by ${wait.guard}: ${cleanLine(wait.reason)}`;
    case 'failed':
      return `failed: ${cleanLine(wait.reason)}`;
    case 'notRun':
      return `not run: ${cleanLine(wait.reason)}`;
    case 'stale':
      return `moved since the plan was made: ${cleanLine(wait.reason)}`;
  }
}
