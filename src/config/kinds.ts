import type { SourceKind } from '../sources/source.js';
import type { TargetKind } from '../targets/target.js';

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
  const [ofSources, ofTargets] = await Promise.all([load(sources, typesIn(file.sources)), load(targets, typesIn(file.targets))]);
  return { sources: ofSources, targets: ofTargets };
}

/** For what speaks of all kinds: the published schema, the page of capabilities. */
export async function everyKind({ sources, targets }: Connectors): Promise<Kinds> {
  const [ofSources, ofTargets] = await Promise.all([
    load(sources, new Set(Object.keys(sources))),
    load(targets, new Set(Object.keys(targets))),
  ]);
  return { sources: ofSources, targets: ofTargets };
}

async function load<Kind>(table: Table<Kind>, named: ReadonlySet<unknown>): Promise<Loaded<Kind>> {
  const loading = Object.entries(table).flatMap(([name, loadKind]) => (named.has(name) ? [loadKind()] : []));
  return { names: Object.keys(table), kinds: await Promise.all(loading) };
}

const typesIn = (sections: unknown): ReadonlySet<unknown> =>
  new Set(isRecord(sections) ? Object.values(sections).map(section => (isRecord(section) ? section.type : undefined)) : []);

const isRecord = (node: unknown): node is Record<string, unknown> =>
  typeof node === 'object' && node !== null && !Array.isArray(node);
