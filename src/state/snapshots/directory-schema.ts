import { z } from 'zod';
import type {
  Account,
  AttributeValue,
  Evidence,
  LookedUp,
  Person,
  Quarantined,
  ReadOnlyParts,
  Standing,
} from '../../model/directory.js';
import { personId } from '../../model/ids.js';
import { exactly } from '../agreement.js';
import { AccountIdText, SourceGroupIdText, TargetGroupIdText } from '../id-schema.js';
import { ListSchema } from '../tables/reads.js';

const text = z.string();
export const PersonIdText = text.transform(personId);

/** Checked by hand: a union that refers to itself costs more than all the rest of a person's line. */
const isValue = (value: unknown): value is AttributeValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isValue));
const Value = z.custom<AttributeValue>(isValue, { error: 'no attribute has such a value' });

const StandingSchema = exactly<Standing>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('active') }),
    z.object({ kind: z.literal('pending'), status: text }),
    z.object({ kind: z.literal('inactive'), status: text, since: text.exactOptional() }),
  ]),
);

/** Not held to `exactly`: a type that refers to itself has no end there. */
export const PersonSchema: z.ZodType<Person> = z.object({
  ...{ id: PersonIdText, login: text, email: text, displayName: text },
  standing: StandingSchema,
  attributes: z.record(text, Value),
});

export const QuarantinedSchema = exactly<Quarantined>()(
  z.object({ id: PersonIdText.exactOptional(), where: text, problem: text }),
);

export const EvidenceSchema = exactly<Evidence>()(
  z.object({ readAt: text, calls: z.int().nonnegative(), only: text.exactOptional(), lists: z.array(ListSchema) }),
);

export const LookedUpSchema: z.ZodType<LookedUp> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('inactive'),
    status: text,
    since: text.exactOptional(),
    person: PersonSchema.exactOptional(),
  }),
  z.object({ kind: z.literal('deleted') }),
  z.object({ kind: z.literal('outOfScope'), why: text, person: PersonSchema.exactOptional() }),
  z.object({ kind: z.literal('present') }),
  z.object({ kind: z.literal('unknown'), why: text }),
]);

const ReadOnlySchema = exactly<ReadOnlyParts>()(
  z.object({ values: text.exactOptional(), memberships: text.exactOptional(), deletion: text.exactOptional() }),
);

/** JSON leaves out an e-mail that the target does not show. */
export const AccountSchema = exactly<Account>()(
  z.object({
    ...{ id: AccountIdText, username: text, displayName: text },
    email: text.optional().transform(value => value),
    active: z.boolean(),
    kind: z.enum(['person', 'service', 'anonymised']),
    readOnly: ReadOnlySchema.exactOptional(),
    hasAccess: z.boolean().exactOptional(),
  }),
);

const membersOf = <S extends z.ZodType>(id: S) =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('read'), ids: z.array(id).transform(ids => new Set(ids)) }),
    z.object({ kind: z.literal('unknown'), why: text }),
    z.object({ kind: z.literal('notRead') }),
  ]);

export const SourceGroupSchema = z.object({ id: SourceGroupIdText, name: text, members: membersOf(PersonIdText) });
export const TargetGroupSchema = z.object({
  ...{ id: TargetGroupIdText, name: text },
  members: membersOf(AccountIdText),
  readOnly: text.exactOptional(),
});

/** A target's directory without its accounts and groups, which have lines of their own. */
export const TargetHeadSchema = z.object({
  product: z.object({ name: text, version: text, url: text }),
  self: AccountIdText.exactOptional(),
  completeness: z
    .discriminatedUnion('kind', [z.object({ kind: z.literal('whole') }), z.object({ kind: z.literal('unproved'), why: text })])
    .exactOptional(),
  administratorGroups: z.array(text).transform(names => new Set(names)),
  administrators: z
    .array(AccountIdText)
    .transform(ids => new Set(ids))
    .exactOptional(),
  seats: z.array(
    z.object({
      application: text,
      groups: z.array(TargetGroupIdText).transform(ids => new Set(ids)),
      remaining: z
        .int()
        .optional()
        .transform(count => count),
    }),
  ),
  evidence: EvidenceSchema,
});
