import type { SourceKind } from '../sources/source.js';
import type { TargetKind } from '../targets/target.js';
import { isRecord } from './is-record.js';

type Table<Kind> = Readonly<Record<string, () => Promise<Kind>>>;

/** The kinds that a config may name, each loaded when one does. */
export interface Connectors {
  readonly sources: Table<SourceKind>;
  readonly targets: Table<TargetKind>;
}

/** Kinds that were loaded, among the names of all. */
export interface Loaded<Kind> {
  readonly names: readonly string[];
  readonly kinds: readonly Kind[];
}

export interface Kinds {
  readonly sources: Loaded<SourceKind>;
  readonly targets: Loaded<TargetKind>;
}

/** Loads the kinds that the sections of a config name, whatever else is wrong with it. */
export async function kindsNamed(value: unknown, { sources, targets }: Connectors): Promise<Kinds> {
  const file = isRecord(value) ? value : {};
  return { sources: await load(sources, typesIn(file.sources)), targets: await load(targets, typesIn(file.targets)) };
}

/** For what speaks of all kinds: the published schema. */
export const everyKind = async ({ sources, targets }: Connectors): Promise<Kinds> => ({
  sources: await load(sources, Object.keys(sources)),
  targets: await load(targets, Object.keys(targets)),
});

async function load<Kind>(table: Table<Kind>, named: readonly unknown[]): Promise<Loaded<Kind>> {
  const loading = Object.entries(table).flatMap(([name, loadKind]) => (named.includes(name) ? [loadKind()] : []));
  return { names: Object.keys(table), kinds: await Promise.all(loading) };
}

const typesIn = (sections: unknown): readonly unknown[] =>
  isRecord(sections) ? Object.values(sections).map(section => (isRecord(section) ? section.type : undefined)) : [];
