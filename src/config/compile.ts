import { sourceName, syncName, targetName } from '../model/ids.js';
import type { CountingGuard, GuardLimits, NameMatcher, SyncRules } from '../model/rules.js';
import { type Complain, orComplain, type Path } from './complaint.js';
import type { SharingConfig, SourceConfig, TargetConfig } from './config.js';
import { type Compiler, compilerFor } from './expressions.js';
import { fingerprintOf } from './fingerprint.js';
import { compileGroups } from './group-rules.js';
import { anyName, oneName } from './patterns.js';
import type { TargetText } from './schema.js';
import type { Shape } from './shape.js';
import { hasItsOwn, type Sharing } from './shared-directories.js';
import { compileUsers } from './user-rules.js';

export interface Compiled {
  readonly sources: readonly SourceConfig[];
  readonly targets: readonly TargetConfig[];
  readonly sharing: readonly SharingConfig[];
  readonly syncs: readonly SyncRules[];
}

/** Compiles every expression and pattern. What is wrong is complained of; the result is whole only without complaints. */
export function compile(
  shape: Shape,
  { targets, sharing }: { readonly targets: readonly string[]; readonly sharing: Sharing },
  complain: Complain,
): Compiled {
  const compilers = new Map<string, Compiler>();
  const compilerOf = (source: string): Compiler => {
    const known = compilers.get(source);
    if (known !== undefined) return known;
    const compiler = compilerFor(shape.sources.find(({ name }) => name === source)?.bound?.own.attributes);
    compilers.set(source, compiler);
    return compiler;
  };
  return {
    sources: shape.sources.flatMap(source => compileSource(source) ?? []),
    targets: shape.targets.filter(({ name }) => !sharing.has(name)).flatMap(one => compileTarget(one, targets, complain) ?? []),
    sharing: shape.targets.flatMap(target => compileSharing(target, sharing.get(target.name), complain) ?? []),
    syncs: shape.syncs.map(({ path, text }) => ({
      name: syncName(text.name),
      from: sourceName(text.from),
      to: text.to.map(targetName),
      priority: text.priority,
      users: compileUsers(text.users, [...path, 'users'], compilerOf(text.from), complain),
      groups: compileGroups(text.groups, [...path, 'groups'], { targets, to: text.to, sharing, complain }),
    })),
  };
}

function compileSource({ name, kind, bound }: Shape['sources'][number]): SourceConfig | undefined {
  if (bound === undefined) return undefined;
  const { canaries, guards, staleAfter } = bound.common;
  const groups = Object.entries(canaries.groups).map(([group, check]) => ({ name: group, ...check }));
  return {
    name,
    kind,
    attributeTypes: bound.own.attributes,
    canaries: { users: canaries.users, groups },
    shrunkShare: guards['shrunk-source'].share,
    settings: fingerprintOf(bound.meaning.own),
    attributes: Object.keys(bound.own.attributes),
    staleAfterMs: staleAfter,
    create: http => bound.own.create(http),
  };
}

function compileTarget(
  { name, kind, path, raw, bound }: Shape['targets'][number],
  targets: readonly string[],
  complain: Complain,
): TargetConfig | undefined {
  if (bound === undefined) return undefined;
  const { protect, ignore, guards } = bound.common;
  const matcher = matcherIn(path, complain);
  return {
    name,
    kind,
    url: typeof raw.url === 'string' ? raw.url : '',
    protect: { users: matcher(protect.users, 'protect', 'users'), groups: matcher(protect.groups, 'protect', 'groups') },
    ignore: { users: matcher(ignore.users, 'ignore', 'users'), groups: matcher(ignore.groups, 'ignore', 'groups') },
    guards: { ...limitsOf(guards), emptiedGroupFrom: guards['emptied-group'].from },
    onTrip: guards.onTrip,
    ownDirectory: hasItsOwn(bound.common.directory, targets),
    settings: fingerprintOf(bound.meaning.own),
    create: http => bound.own.create(http),
  };
}

function compileSharing(
  { name, kind, path, raw, bound }: Shape['targets'][number],
  owner: string | undefined,
  complain: Complain,
): SharingConfig | undefined {
  if (bound === undefined || owner === undefined) return undefined;
  const { ignore, directorySync = HOUR } = bound.common;
  const matcher = matcherIn(path, complain);
  return {
    ...{ name, kind, url: typeof raw.url === 'string' ? raw.url : '', of: targetName(owner), syncMs: directorySync },
    ignore: { users: matcher(ignore.users, 'ignore', 'users'), groups: matcher(ignore.groups, 'ignore', 'groups') },
    create: http => bound.own.create(http),
  };
}

/** Data Center products fetch a remote directory once an hour, unless told otherwise (crowd.md §8, 2026-08). */
const HOUR = 3_600_000;

const matcherIn =
  (path: Path, complain: Complain) =>
  (texts: readonly string[], ...place: Path): NameMatcher =>
    anyName(texts.flatMap((text, at) => orComplain(oneName(text), [...path, ...place, at], complain) ?? []));

function limitsOf({
  onTrip: _,
  'emptied-group': __,
  ...limits
}: TargetText['guards']): Readonly<Record<CountingGuard, GuardLimits>> {
  return limits;
}
