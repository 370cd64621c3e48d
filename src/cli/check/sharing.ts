import { Interrupted, SyncError } from '../../errors.js';
import type { TargetDirectory } from '../../model/directory.js';
import type { Finding } from '../../model/finding.js';
import type { NameKey, TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { counted, number } from '../../report/numbers.js';
import type { SystemFindings } from '../../report/text.js';
import { compareDirectories } from '../../sync/shared/compare.js';
import type { SharingTarget } from '../../sync/shared/verify.js';
import type { Target } from '../../targets/target.js';
import type { Session } from '../session.js';

type Readable = Pick<Target, 'name' | 'read'>;
type Read = (target: Readable) => Promise<TargetDirectory | Problem>;
type Problem = Finding & { readonly level: 'problem' };

/** What `check` says of directories that targets share: of those that say so, and of those that do not (G12). */
export async function directoryFindings({ context, config }: Session): Promise<readonly SystemFindings[]> {
  const { sharing = [], targets, signal } = context;
  const read = readingOnce(signal);
  const systems: SystemFindings[] = [];
  for (const one of sharing)
    systems.push({ system: one.target.name, findings: await sharedFindings(one, targets, read, signal) });
  const twins = await twinFindings(
    targets
      .map(({ target }) => target)
      .filter(({ name }) => config.targets.find(one => one.name === name)?.ownDirectory !== true),
    read,
  );
  return [...systems, ...(twins.length > 0 ? [{ system: 'user directories', findings: twins }] : [])];
}

/** Accounts and names of groups, no members; each target is asked once. */
function readingOnce(signal: AbortSignal): Read {
  const known = new Map<TargetName, ReturnType<Read>>();
  const read: Read = target => target.read({ membersOf: () => false }, { signal }).catch(problemOf);
  return target => {
    const reading = known.get(target.name) ?? read(target);
    known.set(target.name, reading);
    return reading;
  };
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
  return { level: 'problem', what: error.message, hint: error.hint };
}

const isRead = (answer: TargetDirectory | Problem): answer is TargetDirectory => 'accounts' in answer;

async function sharedFindings(
  { target, rules }: SharingTarget,
  targets: readonly { readonly target: Target }[],
  read: Read,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const shares: Finding = { level: 'ok', what: `shares the directory of ${rules.of}: nothing is written to it` };
  const findings = [shares, ...ofReader(await target.check({ signal }).catch((error: unknown) => [problemOf(error)]))];
  if (findings.some(({ level }) => level === 'problem')) return findings;
  const here = await read(target);
  if (!isRead(here)) return [...findings, here];
  const owner = targets.find(one => one.target.name === rules.of)?.target;
  const there = owner === undefined ? undefined : await read(owner);
  // why the owner cannot be read, its own check tells
  if (there === undefined || !isRead(there)) return findings;
  const side = (directory: TargetDirectory) => ({ directory, directMembers: true });
  const { people, differences } = compareDirectories(side(there), side(here), rules.ignore);
  const different = differences.filter(one => !('group' in one)); // of groups only the administrators' were read
  return [...findings, asThere(people, different.length, rules)];
}

/**
 * What the check of a target says that matters where it is only read: that it does not let us in at all, and when the credential ends. How
 * well it could be written to is no matter.
 */
export function ofReader(findings: readonly Finding[]): readonly Finding[] {
  const isIn = findings.some(({ level }) => level === 'ok');
  return findings.filter(({ level, expires }) => expires !== undefined || (level === 'problem' && !isIn));
}

function asThere(people: number, different: number, { of, name }: SharingTarget['rules']): Finding {
  const size = counted(people, 'person', 'people');
  if (different === 0) return { level: 'ok', what: `${size}, as in ${of}` };
  return {
    level: 'warning',
    what: `${size} in ${of}, of whom, or besides whom, ${number(different)} ${different === 1 ? 'is' : 'are'} not the same here`,
    hint: `rollcall plan lists them. It may be that the directory was not fetched since; or that ${name} does not take ${of} as its first user directory.`,
  };
}

/** Fewer accounts than this are alike by chance: administrators, service accounts. */
const FEWEST = 10;

/** Pairs of targets with mostly the same usernames, of which neither says that it shares the other's directory. */
async function twinFindings(targets: readonly Readable[], read: Read): Promise<readonly Finding[]> {
  if (targets.length < 2) return [];
  const names: { readonly name: TargetName; readonly usernames: ReadonlySet<NameKey> }[] = [];
  for (const target of targets) {
    const directory = await read(target);
    if (!isRead(directory)) continue;
    const people = [...directory.accounts.values()].filter(({ kind }) => kind === 'person');
    if (people.length >= FEWEST) names.push({ name: target.name, usernames: new Set(people.map(one => nameKey(one.username))) });
  }
  return names.flatMap((one, at) => names.slice(at + 1).flatMap(other => twin(one, other)));
}

type Usernames = { readonly name: TargetName; readonly usernames: ReadonlySet<NameKey> };

function twin(one: Usernames, other: Usernames): Finding[] {
  const both = [...one.usernames].filter(key => other.usernames.has(key)).length;
  const most = Math.max(one.usernames.size, other.usernames.size);
  if (both * 2 <= most) return [];
  return [
    {
      level: 'warning',
      what: `${one.name} and ${other.name} have ${number(both)} of ${number(most)} usernames in common: does one take its people from the other?`,
      hint: `Look at their user directories. If so, say it: \`directory: ${one.name}\` under ${other.name}, or the other way round; they would overwrite each other. If each has its own, say \`directory: own\` under one of them.`,
    },
  ];
}
