import type { AttributeValue, Person, Standing } from '../../model/directory.js';
import { personId, runId, type SourceName, sourceGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Fixture, Given } from '../../model/policy.js';
import type { SyncRules } from '../../model/rules.js';
import type { AttributeType } from '../../sources/source.js';
import type { Complain, Path } from '../complaint.js';
import type { SourceConfig } from '../config.js';
import { closest, nearestFirst, suggestion } from '../suggest.js';
import type { PersonWritten } from './schema.js';

type Sources = readonly Pick<SourceConfig, 'name' | 'attributeTypes'>[];

export interface PersonContext {
  readonly sources: Sources;
  readonly syncs: readonly SyncRules[];
  readonly complain: Complain;
}

/** A person of a test, as its source would have it. What is wrong is complained of, and gives undefined. */
export function givenOf(text: PersonWritten, path: Path, { sources, syncs, complain }: PersonContext): Given | undefined {
  const source = sourceOf(text, path, sources, complain);
  if (text.from !== undefined) return fromRun(text, text.from, path, source, complain);
  if (source === undefined) return undefined;
  const { login } = text;
  const attributes = text.attributes ?? {};
  const standing = standingOf(text.status ?? 'active');
  checkAttributes(attributes, [...path, 'attributes'], source, complain);
  const person: Person = {
    id: personId(text.id ?? login),
    login,
    email: text.email ?? (login.includes('@') ? login : ''),
    displayName: text.name ?? nameOf(attributes),
    standing,
    // what the source itself derives from the standing
    attributes: source.attributeTypes.active === 'boolean' ? { active: standing.kind === 'active', ...attributes } : attributes,
  };
  const groups = (text.groups ?? []).map(group =>
    typeof group === 'string'
      ? { id: sourceGroupId(`name:${nameKey(group)}`), name: group }
      : { id: sourceGroupId(group.id), name: group.name },
  );
  return { kind: 'fixture', source: source.name, person, groups, unmapped: unmappedOf(groups, source.name, syncs) };
}

function unmappedOf(groups: Fixture['groups'], source: SourceName, syncs: readonly SyncRules[]): Fixture['unmapped'] {
  const rules = syncs.filter(({ from }) => from === source).map(sync => sync.groups);
  const selectors = rules.flatMap(({ manual }) => manual.flatMap(({ from }) => from));
  const names = selectors.flatMap(({ kind, text }) => (kind === 'name' ? [text] : []));
  const isTaken = (group: Fixture['groups'][number]) =>
    selectors.some(selector => selector.matches(group)) ||
    rules.some(({ onTheFly }) => onTheFly.some(rule => rule.target(group.name) !== undefined));
  return groups.filter(group => !isTaken(group)).map(({ name }) => ({ name, near: closest(name, names) }));
}

function sourceOf({ source: name, from }: PersonWritten, path: Path, sources: Sources, complain: Complain) {
  const names = sources.map(source => source.name);
  const [only, ...others] = sources;
  if (name === undefined && (others.length === 0 || from !== undefined)) return others.length === 0 ? only : undefined;
  const found = sources.find(source => source.name === name);
  if (found !== undefined) return found;
  if (name === undefined)
    complain(path, { message: 'source is missing', hint: `Say where the person is: ${names.join(' or ')}.` });
  else complain([...path, 'source'], { message: `the config has no source "${name}"`, hint: suggestion(name, names) });
  return undefined;
}

/** Who is taken from a run is as the source had them: nothing can be made up beside it. */
function fromRun(
  text: PersonWritten,
  run: number | 'last',
  path: Path,
  source: { readonly name: SourceName } | undefined,
  complain: Complain,
): Given | undefined {
  for (const key of ['id', 'email', 'name', 'status', 'attributes', 'groups'] as const)
    if (text[key] !== undefined)
      complain([...path, key], {
        at: 'key',
        message: `${key} cannot stand beside from: the person is as the run saw them`,
        hint: 'Remove one of the two.',
      });
  return { kind: 'fromRun', run: run === 'last' ? run : runId(run), source: source?.name, login: text.login };
}

const OWN = { id: 'id', login: 'login', email: 'email', displayName: 'name' } as const;

function checkAttributes(
  attributes: Readonly<Record<string, AttributeValue>>,
  path: Path,
  { name: source, attributeTypes: types }: Sources[number],
  complain: Complain,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    const own = Object.entries(OWN).find(([key]) => key === name)?.[1];
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (own !== undefined)
      complain([...path, name], {
        at: 'key',
        message: `${name} is not among the attributes`,
        hint: `Write ${own}: … beside attributes.`,
      });
    else if (type === undefined)
      complain([...path, name], {
        at: 'key',
        message: `${source} has no attribute "${name}"`,
        hint: `It has: ${nearestFirst(
          name,
          Object.keys(types).filter(key => !Object.hasOwn(OWN, key)),
        )}. Others are declared in the config, under the source: attributes: { ${name}: string }.`,
      });
    else if (!fits(value, type)) complain([...path, name], { message: `${name} is a ${type} in ${source}`, hint: HINTS[type] });
  }
}

const HINTS: Readonly<Record<AttributeType, string>> = {
  string: 'Put it in quotes.',
  number: 'Write a number, without quotes.',
  boolean: 'Write true or false, without quotes.',
  list: 'Write a list: [a, b].',
};

function fits(value: AttributeValue, type: AttributeType): boolean {
  if (value === null) return true;
  return type === 'list' ? Array.isArray(value) : typeof value === type;
}

function nameOf({ firstName, lastName }: Readonly<Record<string, AttributeValue>>): string {
  return [firstName, lastName].filter(part => typeof part === 'string' && part !== '').join(' ');
}

function standingOf(status: 'active' | 'inactive' | 'pending'): Standing {
  return status === 'active' ? { kind: status } : { kind: status, status };
}
