import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectors } from '../connectors.js';
import { jsonSchemaOf, policyTestsJsonSchema } from './json-schema.js';
import { everyKind } from './kinds.js';

const Sections = z.object({
  properties: z.object({
    sources: z.object({
      additionalProperties: z.object({ oneOf: z.array(z.looseObject({ properties: z.record(z.string(), z.unknown()) })) }),
    }),
    targets: z.object({
      additionalProperties: z.object({ oneOf: z.array(z.looseObject({ properties: z.record(z.string(), z.unknown()) })) }),
    }),
  }),
});

describe('the published schema (DESIGN §3)', () => {
  it('is strict, and knows each kind with its own and the common settings', async () => {
    const kinds = await everyKind(connectors);
    const schema = jsonSchemaOf(kinds);
    const { sources, targets } = Sections.parse(schema).properties;

    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['version', 'sources', 'targets', 'syncs'],
    });
    expect(sources.additionalProperties.oneOf.map(({ properties }) => properties.type)).toEqual(
      kinds.sources.kinds.map(({ kind }) => ({ const: kind })),
    );
    expect(Object.keys(targets.additionalProperties.oneOf[0]?.properties ?? {})).toEqual(
      expect.arrayContaining(['url', 'token', 'leads', 'protect', 'ignore', 'guards', 'ca', 'rate', 'type']),
    );
    expect(Object.keys(sources.additionalProperties.oneOf.at(-1)?.properties ?? {})).not.toContain('ca');
  });

  it('takes what a person writes, not what it becomes: times, shares and secrets are text', async () => {
    const schema = jsonSchemaOf(await everyKind(connectors));
    const text = JSON.stringify(schema);

    expect(schema.properties?.plan).toMatchObject({ properties: { maxAge: { type: 'string' } } });
    expect(text).toContain(`A secret: \${env:NAME}`);
  });
});

describe('the published schema of policy tests', () => {
  it('names every setting of a test, and refuses others', () => {
    const schema = policyTestsJsonSchema();
    const texts = JSON.stringify(schema);

    for (const key of ['people', 'given', 'expect', 'notGroups', 'only', 'account', 'attributes', 'from'])
      expect(texts).toContain(`"${key}"`);
    expect(schema).toMatchObject({ additionalProperties: false, required: ['version', 'tests'] });
  });
});
