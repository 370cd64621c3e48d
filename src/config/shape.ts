import { z } from 'zod';
import { type SourceName, sourceName, type TargetName, targetName } from '../model/ids.js';
import { type Bound, type BoundSource, type BoundTarget, bindSource, bindTarget } from './bind.js';
import type { Complaint, Path } from './complaint.js';
import { isRecord } from './is-record.js';
import { type Salvaged, salvage, type Vocabulary } from './issues.js';
import type { Kinds } from './kinds.js';
import { futureSettings } from './not-built.js';
import type { Role } from './references.js';
import { ConfigFile, type SourceText, Sync, type SyncText, type TargetText } from './schema.js';
import { keysAt, secretKeys } from './schema-keys.js';

/** The parts of a config, each parsed as far as it can be; `bound` is missing where too much is wrong. */
export interface Shape {
  readonly top: Omit<z.output<typeof Top>, 'sources' | 'targets' | 'syncs'> | undefined;
  readonly sources: readonly Part<SourceName, SourceText, BoundSource>[];
  readonly targets: readonly Part<TargetName, TargetText, BoundTarget>[];
  readonly syncs: readonly { readonly path: Path; readonly text: SyncText }[];
  readonly complaints: readonly Complaint[];
}

interface Part<Name, Common, Own> {
  readonly name: Name;
  readonly path: Path;
  readonly kind: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly bound: Bound<Common, Own> | undefined;
}

/** Syncs are checked one by one, so that a slip in one does not hide those in another. */
const Top = ConfigFile.extend({ syncs: z.array(z.unknown()).min(1, { error: 'without a sync there is nothing to do' }) });

/** Checks each part against its schema. Complaints of all parts come together. */
export function checkShape(value: unknown, kinds: Kinds, baseDir: string): Shape {
  const complaints: Complaint[] = [];
  const keep = <T>(path: Path, { value: parsed, complaints: found }: Salvaged<T>): T | undefined => {
    complaints.push(...found.map(complaint => ({ ...complaint, path: [...path, ...complaint.path] })));
    return parsed;
  };
  const file = isRecord(value) ? value : {};
  const top = keep(
    [],
    salvage(
      Top,
      value ?? {},
      words(ConfigFile, path => (path.length === 0 ? futureSettings.file : [])),
    ),
  );

  const sources = sectionsOf(file.sources).map(([name, raw]) => {
    const path = ['sources', name];
    const bound = keep(path, bindSource(sourceName(name), raw, kinds.sources, baseDir));
    return { name: sourceName(name), path, kind: String(raw.type), raw, bound };
  });
  const targets = sectionsOf(file.targets).map(([name, raw]) => {
    const path = ['targets', name];
    const bound = keep(path, bindTarget(targetName(name), raw, kinds.targets, baseDir));
    return { name: targetName(name), path, kind: String(raw.type), raw, bound };
  });
  const syncs = (Array.isArray(file.syncs) ? file.syncs : []).flatMap((raw: unknown, at) => {
    const path = ['syncs', at];
    const text = keep(
      path,
      salvage(
        Sync,
        raw,
        words(Sync, () => []),
      ),
    );
    return text === undefined ? [] : [{ path, text }];
  });
  return { top, sources, targets, syncs, complaints };
}

/** The names in the file, also of sections that are wrong: what refers to them is not wrong for that. */
export const namesIn = (value: unknown, section: 'sources' | 'targets'): readonly string[] =>
  isRecord(value) && isRecord(value[section]) ? Object.keys(value[section]) : [];

/** Which strings of a config are secrets and which are expressions, by their place. */
export function rolesOf(value: unknown, kinds: Kinds): (path: Path) => Role {
  return ([section, name, part, key, attribute]) => {
    if (section === 'syncs' && part === 'users' && (key === 'filter' || (key === 'attributes' && attribute !== undefined)))
      return 'expression';
    if ((section !== 'sources' && section !== 'targets') || part === undefined || key !== undefined) return 'text';
    const raw = isRecord(value) && isRecord(value[section]) ? value[section][String(name)] : undefined;
    const kind = isRecord(raw) ? kinds[section].kinds.find(({ kind: known }) => known === raw.type) : undefined;
    const secret = [...usualSecrets, ...(kind === undefined ? [] : secretKeys(kind.settings))];
    return secret.includes(String(part)) ? 'secret' : 'text';
  };
}

/** Secret also where the kind is misspelt or not built, so that only that is complained of. */
const usualSecrets = ['token', 'password', 'clientSecret', 'privateKey'];

const words = (schema: z.ZodType, futureAt: Vocabulary['futureAt']): Vocabulary => ({
  keysAt: path => keysAt(schema, path),
  futureAt,
});

const sectionsOf = (sections: unknown): [string, Record<string, unknown>][] =>
  isRecord(sections)
    ? Object.entries(sections).filter((entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]))
    : [];
