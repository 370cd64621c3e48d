import { resolve } from 'node:path';
import type { z } from 'zod';
import type { HttpFactory } from '../http/client.js';
import type { SourceName, TargetName } from '../model/ids.js';
import type { AttributeType, Source, SourceKind } from '../sources/source.js';
import type { Target, TargetKind } from '../targets/target.js';
import type { Complaint, Path } from './complaint.js';
import { type Salvaged, salvage, unknownKey } from './issues.js';
import type { Loaded } from './kinds.js';
import {
  futureSettings,
  futureSourceKinds,
  futureTargetKinds,
  notInThisVersion,
  otherNames,
  unreadableKinds,
} from './not-built.js';
import { SourceCommon, type SourceText, TargetCommon, type TargetText } from './schema.js';
import { keysAt } from './schema-keys.js';
import { closest } from './suggest.js';

/** One section of `sources` or `targets`: what every kind has, and what its own kind made of the rest. */
export interface Bound<Common, Own> {
  readonly common: Common;
  readonly own: Own;
  /** everything in it that means something, secrets masked when serialised */
  readonly meaning: Readonly<Record<string, unknown>>;
}

export interface BoundSource {
  readonly attributes: Readonly<Record<string, AttributeType>>;
  create(http: HttpFactory): Source;
}

export interface BoundTarget {
  create(http: HttpFactory): Target;
}

type Section = Readonly<Record<string, unknown>>;

export function bindSource(
  name: SourceName,
  raw: Section,
  kinds: Loaded<SourceKind>,
  baseDir: string,
): Salvaged<Bound<SourceText, BoundSource>> {
  const kind = kindOf(raw, kinds, { future: futureSourceKinds, unreadable: unreadableKinds, otherNames });
  if ('message' in kind) return { value: undefined, complaints: [kind] };
  return bind(raw, kind, { common: SourceCommon, future: futureSettings.source, baseDir }, settings => ({
    attributes: kind.attributes(settings),
    create: http => kind.create(name, settings, http),
  }));
}

export function bindTarget(
  name: TargetName,
  raw: Section,
  kinds: Loaded<TargetKind>,
  baseDir: string,
): Salvaged<Bound<TargetText, BoundTarget>> {
  const kind = kindOf(raw, kinds, { future: futureTargetKinds, unreadable: {}, otherNames: {} });
  if ('message' in kind) return { value: undefined, complaints: [kind] };
  return bind(raw, kind, { common: TargetCommon, future: futureSettings.target, baseDir }, settings => ({
    create: http => kind.create(name, settings, http),
  }));
}

interface Terms<Common extends z.ZodType> {
  readonly common: Common;
  readonly future: readonly string[];
  readonly baseDir: string;
}

/** Both halves of a section are checked, so that all mistakes show at once; it is bound when both are right. */
function bind<Common extends z.ZodType<Shared>, Own>(
  raw: Section,
  kind: { readonly settings: z.ZodType; readonly paths?: readonly string[] },
  { common, future, baseDir }: Terms<Common>,
  make: (settings: unknown) => Own,
): Salvaged<Bound<z.output<Common>, Own>> {
  const commonKeys = keysAt(common, []);
  const ownKeys = keysAt(kind.settings, []);
  const wordsOf = (schema: z.ZodType) => ({ futureAt: () => future, keysAt: (path: Path) => keysAt(schema, path) });

  const shared = salvage(common, only(raw, commonKeys), wordsOf(common));
  const absolute = (path: unknown) => (typeof path === 'string' && path !== '' ? resolve(baseDir, path) : path);
  const forKind: Record<string, unknown> = { ...only(raw, ownKeys), ...only(passedOn(shared.value), ownKeys) };
  for (const key of ['ca', ...(kind.paths ?? [])]) if (key in forKind) forKind[key] = absolute(forKind[key]);
  const own = salvage(kind.settings, forKind, wordsOf(kind.settings));
  // what both know is complained of once
  const told = new Set(shared.complaints.map(({ path }) => path[0]));
  const known = new Set([...commonKeys.filter(key => !FOR_KINDS.has(key)), ...ownKeys]);
  const unknown = Object.keys(raw).filter(key => !known.has(key));

  return {
    value:
      shared.value === undefined || own.value === undefined
        ? undefined
        : { common: shared.value, own: make(own.value), meaning: { common: shared.value, own: own.value } },
    complaints: [
      ...unknown.map(key => unknownKey(key, [], { futureAt: () => future, keysAt: () => [...known] })),
      ...shared.complaints,
      ...own.complaints.filter(({ path: [key] }) => key === undefined || !told.has(key)),
    ],
  };
}

/** Common settings that a kind must understand itself, or they would be accepted and ignored. */
const FOR_KINDS = new Set(['ca', 'rate']);

interface Shared {
  readonly rate?: { readonly share?: number | undefined } | undefined;
  readonly attributes?: Readonly<Record<string, AttributeType>>;
}

/** What is common, but needed by the kind too: already parsed. */
function passedOn(shared: Shared | undefined): Section {
  const { rate, attributes } = shared ?? {};
  return { ...(rate === undefined ? {} : { rate }), ...(attributes === undefined ? {} : { attributes }) };
}

const only = (section: Section, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(section).filter(([key]) => keys.includes(key)));

/** What may be written as a kind that there is none of, and what to say of it. */
interface NoKinds {
  readonly future: readonly string[];
  readonly unreadable: Readonly<Record<string, string>>;
  readonly otherNames: Readonly<Record<string, string>>;
}

function kindOf<Kind extends { readonly kind: string }>(
  raw: Section,
  { kinds, names }: Loaded<Kind>,
  { future, unreadable, otherNames }: NoKinds,
): Kind | Complaint {
  const list = `Use one of: ${names.join(', ')}.`;
  const { type } = raw;
  if (typeof type !== 'string') return { path: ['type'], message: 'type is missing', hint: list };
  const found = kinds.find(({ kind }) => kind === type);
  if (found !== undefined) return found;
  if (future.includes(type)) return { path: ['type'], message: notInThisVersion(`the type \`${type}\``), hint: list };
  const instead = Object.hasOwn(unreadable, type) ? unreadable[type] : undefined;
  if (instead !== undefined) return { path: ['type'], message: `rollcall cannot read "${type}"`, hint: instead };
  const near = Object.hasOwn(otherNames, type) ? otherNames[type] : closest(type, names);
  return {
    path: ['type'],
    message: `unknown type "${type}"`,
    hint: near === undefined ? list : `Did you mean "${near}"? ${list}`,
  };
}
