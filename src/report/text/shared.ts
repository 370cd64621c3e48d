import {
  countDifferences,
  type DifferenceCounts,
  type DirectoryDifference,
  differenceKinds,
  type Following,
  type SharedDirectory,
  type SharedSummary,
  sharedSummary,
} from '../../model/shared-directory.js';
import type { SharingStatus } from '../../sync/status.js';
import { clean, cleanLine } from '../clean.js';
import { counted, duration, listed, moment, number } from '../numbers.js';
import { type Block, items, paragraph, renderBlocks } from './blocks.js';
import { fold, grouped } from './fold.js';
import type { Paper } from './paper.js';

/** A target that shares the directory of another one: whether it is as there, and if not, in what; none of it is rollcall's to mend (G12). */
export function sharedLines(shared: SharedDirectory, paper: Paper): string[] {
  const summary = sharedSummary(shared);
  const { verified } = shared;
  return [
    ...sharedHead(summary, paper),
    ...(verified.kind === 'compared' ? renderBlocks(blocksOf(verified.differences, paper), 4, paper) : []),
    ...(isOdd(summary) ? paragraph(`→ ${hintFor(shared)}`, 2, paper, 'hint') : []),
  ];
}

/** `confluence · shares the directory of jira · 1,509 people, 782 groups, as there` */
export function sharedHead(shared: SharedSummary, paper: Paper): string[] {
  const facts = [clean(shared.target), `shares the directory of ${clean(shared.of)}`, ...factsOf(shared)];
  const [first = '', ...more] = items(facts, 0, paper, 'strong');
  const odd = isOdd(shared) ? paragraph(`! ${oddities(shared)}`, 2, paper, 'changed') : [];
  return [first, ...more.map(line => `  ${line}`), ...odd];
}

const isOdd = ({ verified }: SharedSummary): boolean =>
  verified.kind === 'compared' && (Object.keys(verified.differences).length > 0 || verified.unknownGroups.length > 0);

function factsOf(shared: SharedSummary): string[] {
  const { verified, syncMs } = shared;
  if (verified.kind === 'notCompared') return [`not compared: ${cleanLine(verified.why)}`];
  const { people, groups, waiting } = verified;
  const size = `${counted(people, 'person', 'people')}, ${counted(groups, 'group')}`;
  if (waiting !== undefined) {
    const often = syncMs === HOUR ? 'hourly' : `every ${duration(syncMs)}`;
    return [
      size,
      `not caught up: ${counted(waiting.changes, 'change')} of ${moment(waiting.newest)}, its directory sync runs ${often}`,
    ];
  }
  return isOdd(shared) ? [size] : [`${size}, as there`];
}

const HOUR = 3_600_000;

/** `not as there: 2 people missing, 1 group missing`; what is missing is there, and not here */
function oddities({ of, verified }: SharedSummary): string {
  if (verified.kind === 'notCompared') return '';
  const differences = countsText(verified.differences);
  const unknown = verified.unknownGroups.length;
  return [
    ...(differences.length > 0 ? [`not as in ${clean(of)}: ${listed(differences)}`] : []),
    ...(unknown > 0 ? [`the members of ${counted(unknown, 'group')} could not be read`] : []),
  ].join('; ');
}

const countsText = (counts: DifferenceCounts): string[] =>
  differenceKinds.flatMap(kind => {
    const n = counts[kind] ?? 0;
    return n === 0 ? [] : [n === 1 ? `1 ${WORDS[kind].one}` : `${number(n)} ${WORDS[kind].many}`];
  });

const WORDS: Readonly<Record<DirectoryDifference['kind'], { readonly one: string; readonly many: string }>> = {
  missingPerson: { one: 'person missing', many: 'people missing' },
  extraPerson: { one: 'person too many', many: 'people too many' },
  stillActive: { one: 'person still switched on', many: 'people still switched on' },
  stillInactive: { one: 'person still switched off', many: 'people still switched off' },
  missingGroup: { one: 'group missing', many: 'groups missing' },
  missingMember: { one: 'membership missing', many: 'memberships missing' },
  extraMember: { one: 'membership too many', many: 'memberships too many' },
};

const MOST = 6;

/** People and groups by what is wrong with them, memberships by their group; the first few. */
function blocksOf(differences: readonly DirectoryDifference[], paper: Paper): Block[] {
  if (differences.length === 0) return [];
  const same = grouped(differences, one => ('group' in one && 'username' in one ? `${one.kind} ${one.group}` : one.kind));
  const { shown, hidden } = fold(same, MOST, paper);
  const rest = hidden.reduce((sum, ones) => sum + ones.length, 0);
  const blocks = shown.map((ones): Block => {
    const [{ kind }] = ones;
    const words = WORDS[kind][ones.length === 1 ? 'one' : 'many'];
    const [first] = ones;
    const where = 'group' in first && 'username' in first ? ` in ${first.group}` : '';
    return { mark: ' ', tone: 'plain', subject: '', rows: [{ what: `${words}${where}:`, names: ones.map(nameOf) }] };
  });
  const more = `… ${number(rest)} more (--full shows all)`;
  return rest === 0 ? blocks : [...blocks, { mark: ' ', tone: 'faint', subject: '', rows: [{ what: more }] }];
}

const nameOf = (one: DirectoryDifference): string => ('username' in one ? one.username : one.group);

function hintFor({ target, of, verified }: SharedDirectory): string {
  const counts = verified.kind === 'compared' ? countDifferences(verified.differences) : {};
  const own = (counts.extraPerson ?? 0) + (counts.extraMember ?? 0) > 0;
  const name = clean(target);
  return [
    `Nothing is written to ${name}. Look at its user directories: does it take ${clean(of)} as the first one, and when was that synchronised last?`,
    ...(own ? [`What is ${name}'s own goes under its ignore.`] : []),
  ].join(' ');
}

/** How it stood when a run last compared the two. */
export function sharedText({ of, compared }: Pick<SharingStatus, 'of' | 'compared'>): string {
  const shares = `shares the directory of ${clean(of)}`;
  if (compared === undefined) return `${shares}; not compared yet`;
  return [shares, ...factsOf(compared), ...(isOdd(compared) ? [oddities(compared)] : [])].join(' · ');
}

/** Said where only the targets are spoken of that have a directory of their own. */
export const renderFollowing = (following: readonly Following[], paper: Paper): string =>
  following
    .flatMap(({ name, of }) => {
      const own = clean(name);
      return paragraph(
        `· ${own} shares the directory of ${clean(of)}: what is so there is so in ${own} after its next directory sync`,
        0,
        paper,
        'plain',
      );
    })
    .join('\n');
