import { z } from 'zod';
import type { Finding } from '../../model/finding.js';
import { typeOf } from '../scim-types.js';
import type { AttributeType } from '../source.js';
import type { ScimApi } from './api.js';
import { Listed } from './discovery.js';
import type { CustomAttributes } from './settings.js';

/** `attributes:` against the schemas that the server shows, so that a misspelt one is not an empty text for everybody. */
export async function attributeFindings(
  api: ScimApi,
  attributes: CustomAttributes,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (Object.keys(attributes).length === 0) return [];
  const shown = (await api.getIfThere('Schemas', Listed, signal)) ?? [];
  const schemas = shown.flatMap(schema => Schema.safeParse(schema).data ?? []);
  if (schemas.length === 0) {
    const hint = 'Compare them with the documentation of the server.';
    return [{ level: 'info', what: '`attributes` cannot be compared: the server shows no schemas', hint }];
  }
  return Object.entries(attributes).flatMap(([name, { path, type }]) => findingOf(name, type, defined(schemas, path)));
}

const Attribute = z.object({
  name: z.string(),
  type: z.string().default('string'),
  multiValued: z.boolean().nullish(),
  get subAttributes() {
    return z.array(Attribute).nullish();
  },
});
type Attribute = z.output<typeof Attribute>;
const Schema = z.object({ id: z.string(), attributes: z.array(Attribute) });

function defined(schemas: readonly z.output<typeof Schema>[], path: string): Attribute | undefined {
  const [, urn, rest] = /^(urn:.+):([^:]+)$/i.exec(path) ?? [];
  const [first = '', ...deeper] = (rest ?? path).split('.');
  const meant = schemas.filter(({ id }) => urn === undefined || same(id, urn));
  const top = meant.flatMap(({ attributes }) => attributes).find(({ name }) => same(name, first));
  return deeper.reduce<Attribute | undefined>((at, part) => at?.subAttributes?.find(({ name }) => same(name, part)), top);
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function findingOf(name: string, type: AttributeType, found: Attribute | undefined): readonly Finding[] {
  if (found === undefined) {
    const hint =
      'Write its name as in the schemas of the server, or the whole of it under `attributePaths`: the schema, a colon, the name.';
    return [{ level: 'problem', what: `the server has no attribute ${name}`, hint }];
  }
  const actual = typeOf(found);
  if (actual === type) return [];
  return [
    {
      level: 'problem',
      what: `the attribute ${name} is a ${actual} at the server, not a ${type}`,
      hint: `Give it the type ${actual}.`,
    },
  ];
}
