import { z } from 'zod';
import type { Kinds } from './kinds.js';
import { PolicyTestFile } from './policy-tests/schema.js';
import { ConfigFile, SourceCommon, TargetCommon } from './schema.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The published schema of the config, for editors: the file's own, with each kind's settings in place. */
export function jsonSchemaOf({ sources, targets }: Kinds): JsonSchema {
  const file = toJsonSchema(ConfigFile);
  return {
    ...file,
    title: 'rollcall',
    description: 'The config of rollcall: sources, targets, and the syncs between them.',
    properties: {
      ...file.properties,
      sources: named(sources.kinds.map(kind => section(kind, SourceCommon))),
      targets: named(targets.kinds.map(kind => section(kind, TargetCommon))),
    },
  };
}

/** The published schema of a file of policy tests, for editors. */
export const policyTestsJsonSchema = (): JsonSchema => ({
  ...toJsonSchema(PolicyTestFile),
  title: 'rollcall policy tests',
  description: 'People, and the accounts and groups that they must and must not get by the rules of a rollcall config.',
});

const named = (sections: readonly JsonSchema[]): JsonSchema => ({
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]*$' },
  additionalProperties: { oneOf: [...sections] },
});

function section({ kind, settings }: { readonly kind: string; readonly settings: z.ZodType }, common: z.ZodType): JsonSchema {
  const own = toJsonSchema(settings);
  const shared = toJsonSchema(common);
  // what only the kind can honour is there only where the kind has it
  const { ca: _, rate: __, ...always } = shared.properties ?? {};
  const passed = Object.fromEntries(
    Object.entries(shared.properties ?? {}).filter(([key]) => Object.hasOwn(own.properties ?? {}, key)),
  );
  return {
    type: 'object',
    properties: { ...own.properties, ...always, ...passed, type: { const: kind } },
    required: ['type', ...(own.required ?? [])],
    additionalProperties: false,
  };
}

/** A secret is written as text, or as a reference to where it is. */
const toJsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type !== 'custom') return;
      jsonSchema.type = 'string';
      jsonSchema.description ??= `A secret: \${env:NAME}, \${file:PATH}, \${command:…} or \${credential:NAME}`;
    },
  });
