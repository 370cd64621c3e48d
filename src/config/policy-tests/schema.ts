import { z } from 'zod';
import { attributeNames } from '../../model/wish.js';

/** A file of policy tests as a person writes it. */

const Text = z.string().min(1, { error: 'this may not be empty' });
const Names = z
  .union([Text, z.array(Text)], { error: 'write a name or a list of names' })
  .transform(names => (typeof names === 'string' ? [names] : names));

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Attribute = z.union([Scalar, z.array(Scalar)], {
  error: 'an attribute is text, a number, true or false, or a list of these',
});

const SourceGroupText = z.union([Text, z.strictObject({ id: Text, name: Text })], {
  error: 'write the name of a source group, or { id: …, name: … }',
});

export const PersonText = z.strictObject({
  source: Text.optional().meta({ description: 'where the person is; may be left out where the config has one source' }),
  login: Text,
  from: z
    .union([z.literal('last'), z.int().min(1)], { error: 'write last, or the number of a run' })
    .optional()
    .meta({ description: 'take this person from what a run kept, instead of describing it' }),
  id: Text.optional(),
  email: z.string().optional().meta({ description: 'without it: the login, where that is an address' }),
  name: z.string().optional().meta({ description: 'the display name; without it: first and last name' }),
  status: z.enum(['active', 'inactive', 'pending']).optional().meta({ description: 'active unless told otherwise' }),
  attributes: z.record(Text, Attribute).optional(),
  groups: z.array(SourceGroupText).optional().meta({ description: 'the source groups that the person is in' }),
});

const Given = z.union([Text, PersonText]);

const Expected = z.strictObject({
  account: z
    .union(
      [
        z.enum(['wanted', 'none', 'unknown']),
        z.strictObject({ username: Text.optional(), email: Text.optional(), displayName: Text.optional() }),
      ],
      { error: `write wanted, none, unknown, or what the account holds: { ${attributeNames.join(': …, ')}: … }` },
    )
    .optional(),
  groups: Names.optional().meta({ description: 'groups that they must get; /…/ is a pattern' }),
  notGroups: Names.optional().meta({ description: 'groups that they must not get; /…/ is a pattern' }),
  only: z.array(Text).optional().meta({ description: 'exactly these groups, and no other; [] for none' }),
});

export const PolicyTestText = z.strictObject({
  name: Text,
  given: z.union([Given, z.array(Given).min(1, { error: 'without a person there is nothing to test' })], {
    error: 'write a person, the name of one under `people`, or a list of these',
  }),
  expect: z.record(z.string(), Expected).refine(targets => Object.keys(targets).length > 0, {
    error: 'write what is expected, under the name of a target',
  }),
});

export const PolicyTestFile = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  people: z
    .record(Text, PersonText)
    .default({})
    .meta({ description: 'people that several tests speak of, by a name of your own' }),
  tests: z.array(PolicyTestText).min(1, { error: 'without a test there is nothing to run' }),
});

export type PersonWritten = z.output<typeof PersonText>;
export type PolicyTestWritten = z.output<typeof PolicyTestText>;
export type ExpectedWritten = z.output<typeof Expected>;
