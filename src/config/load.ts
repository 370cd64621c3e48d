import { dirname, resolve } from 'node:path';
import type { Mistake } from '../errors.js';
import { targetName } from '../model/ids.js';
import { compile } from './compile.js';
import { type Complain, type Complaint, pathText } from './complaint.js';
import type { Config } from './config.js';
import { readDocument, wrongFile } from './document.js';
import { type FoundConfig, findConfig } from './find.js';
import { fingerprintOf } from './fingerprint.js';
import { type Connectors, kindsNamed } from './kinds.js';
import { nearTargets } from './near-targets.js';
import { type Resolved, resolveReferences } from './references.js';
import { checkRules } from './rules.js';
import { schedulesOf } from './schedules.js';
import { checkShape, namesIn, rolesOf, type Shape } from './shape.js';
import { checkShared, fedSyncs, sharingOf } from './shared-directories.js';
import { warningsOf } from './warnings.js';

export interface LoadOptions {
  /** where to look, and what `file` is relative to */
  readonly cwd: string;
  /** from `--config` */
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connectors: Connectors;
  /** where nothing is asked of the network, no secret needs to be there: every one is empty then, and nothing is run to get it */
  readonly withoutSecrets?: boolean;
}

/**
 * Finds, reads, resolves, checks and compiles the config; nothing of it is asked of the network.
 * Throws a ConfigError that holds every mistake found, in the order of the file.
 */
export async function loadConfig(options: LoadOptions): Promise<Config> {
  return readConfig(await findConfig(options), options);
}

async function readConfig({ file, text }: FoundConfig, { env, connectors, withoutSecrets }: LoadOptions): Promise<Config> {
  const baseDir = dirname(file);
  const document = readDocument(text, file);
  if (document.mistakes.length > 0) throw configMistakes(file, document.mistakes);

  const kinds = await kindsNamed(document.value, connectors);
  const resolved = await resolveReferences(document.value, rolesOf(document.value, kinds), { env, baseDir, withoutSecrets });
  const shape = checkShape(resolved.value, kinds, baseDir);
  const names = { sources: namesIn(resolved.value, 'sources'), targets: namesIn(resolved.value, 'targets') };
  const complaints: Complaint[] = [];
  const complain: Complain = (path, problem) => complaints.push({ path, ...problem });
  const sharing = sharingOf(shape);
  const fed = fedSyncs(shape.syncs, sharing);
  const compiled = compile({ ...shape, syncs: fed }, { ...names, sharing }, complain);
  complaints.push(...checkRules({ ...names, syncs: shape.syncs, approvals: shape.top?.approvals ?? [] }));
  complaints.push(...checkShared(shape, names.targets, sharing));

  const { top } = shape;
  const found = [...unrepeated(resolved, shape.complaints), ...complaints].map(one => asWritten(one, resolved));
  if (found.length > 0 || top === undefined) throw configMistakes(file, found.map(document.place));

  const sections = [...shape.sources, ...shape.targets];
  const warnings = [...(await warningsOf(file, sections, resolved.literals)), ...nearTargets(shape.syncs, names.targets)];
  return {
    file,
    baseDir,
    stateFile: resolve(baseDir, top.state.file),
    backup: top.state.backup && { ...top.state.backup, folder: resolve(baseDir, top.state.backup.folder) },
    plan: { maxAgeMs: top.plan.maxAge },
    retention: { historyMs: top.retention.history, snapshots: top.retention.snapshots },
    ...compiled,
    approvals: top.approvals.map(({ max, names: people, ...approval }) => ({
      ...approval,
      target: targetName(approval.target),
      max,
      names: people,
    })),
    schedules: schedulesOf(fed),
    tests: top.tests?.map(path => resolve(baseDir, path)),
    warnings: warnings.map(document.place),
    fingerprint: fingerprintOf(meaningOf(shape)),
    secrets: resolved.secrets,
  };
}

/** What a reference could not fill is not complained of a second time for its shape; nor what no setting is, for its reference. */
function unrepeated({ complaints }: Resolved, others: readonly Complaint[]): readonly Complaint[] {
  const unknown = new Set(others.filter(({ at }) => at === 'key').map(({ path }) => pathText(path)));
  const own = complaints.filter(({ path }) => !unknown.has(pathText(path)));
  const places = new Set(own.map(({ path }) => pathText(path)));
  return [...own, ...others.filter(({ path }) => !places.has(pathText(path)))];
}

/** Shorter texts stand in messages by chance. */
const SHORTEST_SHOWN = 6;

/** A variable may hold a secret, and stand where none belongs: a complaint quotes the file, not what the variable brought. */
function asWritten({ message, hint, ...complaint }: Complaint, { inserted }: Resolved): Complaint {
  const long = [...inserted].filter(([value]) => value.length >= SHORTEST_SHOWN);
  const quoted = (text: string) => long.reduce((all, [value, reference]) => all.replaceAll(value, () => reference), text);
  return { ...complaint, message: quoted(message), ...(hint === undefined ? {} : { hint: quoted(hint) }) };
}

/** All that decides what a plan says: not where the state lies, how long a plan keeps, or when a sync runs. */
const meaningOf = ({ sources, targets, syncs, top }: Shape) => ({
  sources: Object.fromEntries(sources.map(({ name, kind, bound }) => [name, { kind, ...bound?.meaning }])),
  targets: Object.fromEntries(targets.map(({ name, kind, bound }) => [name, { kind, ...bound?.meaning }])),
  syncs: syncs.map(({ text: { schedule: _, timezone: __, jitter: ___, ...text } }) => text),
  approvals: top?.approvals,
});

const configMistakes = (file: string, mistakes: readonly Mistake[]) =>
  wrongFile(file, mistakes, 'Correct the file, then run `rollcall check`.');
