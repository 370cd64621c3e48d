import type { Alert, Running, Status, SystemStatus, TargetStatus } from '../../sync/status.js';
import { clean, cleanLine } from '../clean.js';
import { counted, listed, moment, number } from '../numbers.js';
import { type Block, paragraph, type Row, renderBlocks } from './blocks.js';
import { renderFindings, type SystemFindings } from './findings.js';
import { type Paper, paint } from './paper.js';
import { countText, differenceText } from './reads.js';
import { countsText, resultText } from './result.js';
import { sharedText } from './shared.js';
import { age, leaverLines, pauseLines, waitingLines } from './status-waiting.js';

/** How things stand: what wants attention first, then what was read and applied, what waits, and what comes next. */
export function renderStatus(status: Status, systems: readonly SystemFindings[] | undefined, paper: Paper): string {
  const { now, running, alerts, sources, targets, sharing, pauses, waiting, leavers } = status;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [[paint(paper, 'strong', title), ...lines].join('\n')];
  if (isNew(status)) return newLines(status, paper).join('\n');
  return [
    [headLine(running, now, paper), ...alerts.flatMap(alert => paragraph(`! ${alertText(alert, now)}`, 0, paper, 'alarm'))].join(
      '\n',
    ),
    ...section('paused', pauseLines(pauses, paper)),
    ...section(
      'sources',
      renderBlocks(
        sources.map(system => systemBlock(system, [], now)),
        2,
        paper,
      ),
    ),
    ...section(
      'targets',
      renderBlocks(
        [
          ...targets.map(target => systemBlock(target, applyRows(target, now), now)),
          ...sharing.map(one => systemBlock(one, [{ what: sharedText(one), tone: 'plain' }], now)),
        ],
        2,
        paper,
      ),
    ),
    ...section(
      `waiting: ${counted(new Set(waiting.map(({ change, target }) => `${target} ${change.id}`)).size, 'change')}`,
      waitingLines(waiting, now, paper),
    ),
    ...section(`leavers not yet done: ${number(leavers.length)}`, leaverLines(leavers, now, paper)),
    ...section('credentials', credentialLines(systems, paper)),
    ...section('next runs', nextLines(status, paper)),
  ].join('\n\n');
}

const isNew = ({ sources, targets, running, broken }: Status): boolean =>
  running === undefined &&
  broken.length === 0 &&
  [...sources, ...targets].every(({ newest }) => newest === undefined) &&
  targets.every(({ lastRun }) => lastRun === undefined);

const newLines = (status: Status, paper: Paper): string[] => [
  paint(paper, 'strong', 'nothing was ever read or applied here'),
  ...paragraph(
    '→ First: rollcall check, until it names no problem. Then rollcall plan, read it, and rollcall apply.',
    2,
    paper,
    'hint',
  ),
  ...(status.pauses.length === 0 ? [] : ['', paint(paper, 'strong', 'paused'), ...pauseLines(status.pauses, paper)]),
];

function headLine(running: Running | undefined, now: string, paper: Paper): string {
  if (running === undefined) return paint(paper, 'strong', `${moment(now)} · nothing is running`);
  const { command, pid, host, since, life } = running;
  const sure = life === 'alive' ? '' : ', as far as can be told';
  return paragraph(
    `${moment(now)} · running now: rollcall ${clean(command)}, process ${pid} on ${clean(host)}, for ${age(since, now)}${sure}`,
    0,
    paper,
    'strong',
  ).join('\n');
}

function alertText(alert: Alert, now: string): string {
  switch (alert.kind) {
    case 'readFailed':
      return `${clean(alert.system)} could not be read the last time`;
    case 'neverRead':
      return `${clean(alert.system)} was never read whole`;
    case 'oldRead':
      return `${clean(alert.system)} was last read whole ${age(alert.since, now)} ago`;
    case 'staleSource':
      return `${clean(alert.system)} was last read whole ${age(alert.since, now)} ago, longer than its staleAfter: until it is repaired, or its syncs are taken out of the config, nothing that it speaks for moves`;
    case 'neverApplied':
      return `nothing was ever applied to ${clean(alert.target)}`;
    case 'oldApply':
      return `no run reached ${clean(alert.target)} for ${age(alert.since, now)}`;
    case 'lateLeavers':
      return `${counted(alert.people, 'leaver')} in ${clean(alert.target)} not done for up to ${age(alert.since, now)}`;
    case 'brokenRun':
      return `run ${alert.run} (${clean(alert.command)}) of ${moment(alert.since)} did not end, and nothing runs: the next run goes on from there`;
  }
}

function systemBlock({ name, newest, whole }: SystemStatus, more: readonly Row[], now: string): Block {
  const failed = newest?.read.result.kind === 'failed' ? newest.read.result : undefined;
  const rows: Row[] = [
    ...(failed === undefined || newest === undefined
      ? []
      : [
          {
            what: `the last attempt failed, ${age(newest.read.readAt, now)} ago (run ${newest.run}): ${cleanLine(failed.problem)}`,
          },
          { what: `→ ${cleanLine(failed.hint)}`, tone: 'hint' as const },
        ]),
    { what: wholeText(whole, now), tone: 'plain' },
    ...more,
  ];
  const isFine = failed === undefined && whole !== undefined;
  return { mark: isFine ? '✓' : '✗', tone: isFine ? 'added' : 'alarm', subject: name, rows };
}

function wholeText(whole: SystemStatus['whole'], now: string): string {
  if (whole === undefined || whole.read.result.kind !== 'whole') return 'never read whole';
  const { kind, readAt, result } = whole.read;
  const changed = differenceText(kind, result);
  const odd = [
    ...(result.quarantined > 0 ? [`${counted(result.quarantined, 'row')} set aside`] : []),
    ...(result.unknownGroups.length > 0 ? [`the members of ${counted(result.unknownGroups.length, 'group')} not known`] : []),
  ];
  const what = [countText(kind, result), ...(changed === undefined ? [] : [changed]), ...odd].join('; ');
  return `read whole ${age(readAt, now)} ago, ${moment(readAt)} (run ${whole.run}): ${what}`;
}

function applyRows({ lastRun, pins, offboarded }: TargetStatus, now: string): Row[] {
  if (lastRun === undefined) return [{ what: 'nothing was ever applied', tone: 'changed' }];
  const { id, command, attended, by, startedAt, result, did } = lastRun;
  const held = new Set(did.held.map(({ change }) => change.id)).size;
  const { counts } = did;
  return [
    {
      what: `run ${id}, ${command} (${attended ? 'attended' : 'unattended'}) by ${clean(by)}, ${age(startedAt, now)} ago: ${resultText(result)}; ${countsText({ ...did, held })}`,
      tone: 'plain',
    },
    {
      what: `as it was planned: ${number(counts.matched)} of ${counted(counts.people, 'person', 'people')} matched, ${counted(counts.managedMemberships, 'membership')} managed`,
      tone: 'faint',
    },
    ...(pins === 0
      ? []
      : [{ what: `${counted(pins, 'change')} pinned by an undo → rollcall unpin lists them`, tone: 'changed' as const }]),
    ...(offboarded.length === 0
      ? []
      : [
          {
            what: `${counted(offboarded.length, 'person', 'people')} offboarded, kept ended whatever the source says:`,
            names: offboarded,
          },
        ]),
  ];
}

function credentialLines(systems: readonly SystemFindings[] | undefined, paper: Paper): string[] {
  if (systems !== undefined)
    return renderFindings(systems, paper)
      .split('\n')
      .map(line => (line === '' ? line : `  ${line}`));
  return paragraph(
    'not asked: rollcall status --online asks every system whether they still work, and when they end',
    2,
    paper,
    'faint',
  );
}

function nextLines({ next, unscheduled, now }: Status, paper: Paper): string[] {
  const blocks = next.map(({ schedule: { sync, targets }, next: at }): Block => {
    const when = at === undefined ? 'never again' : `${moment(at)}, in ${age(now, at)}`;
    return { mark: '·', tone: 'plain', subject: sync, rows: [{ what: `→ ${targets.map(clean).join(', ')}`, why: when }] };
  });
  const timer = `no schedule: ${listed(unscheduled.map(clean))}. A timer must call rollcall sync`;
  return [
    ...renderBlocks(blocks, 2, paper),
    ...(blocks.length > 0 ? paragraph('as long as rollcall watch runs', 2, paper, 'faint') : []),
    ...(unscheduled.length > 0 ? paragraph(timer, 2, paper, 'faint') : []),
  ];
}
