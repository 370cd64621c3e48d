import { z } from 'zod';
import { ChangeSchema, FactSchema, ResponsibilitySchema } from '../change-schema.js';
import { AccountIdText, ProviderIdText, RunNumber, SourceNameText, TargetNameText } from '../id-schema.js';
import { GroupText, LinkText, MembershipText, PauseText, PinText } from '../links-schema.js';
import { PlanCountsSchema } from '../plan-schema.js';
import { IdentityRow } from '../tables/identities.js';
import { ReadRecordSchema } from '../tables/reads.js';
import { SightingRow, SourceCountSchema } from '../tables/sources.js';
import { SyncWishesSchema } from '../tables/wishes.js';
import {
  AccountSchema,
  EvidenceSchema,
  LookedUpSchema,
  PersonIdText,
  PersonSchema,
  QuarantinedSchema,
  SourceGroupSchema,
  TargetGroupSchema,
  TargetHeadSchema,
} from './directory-schema.js';

const text = z.string();
const line = <K extends string, Fields extends z.ZodRawShape>(kind: K, fields: Fields) =>
  z.object({ kind: z.literal(kind), ...fields });

const failed = z.object({ kind: z.literal('failed'), problem: text, hint: text });
const answer = <S extends z.ZodType>(value: S) =>
  z.discriminatedUnion('kind', [z.object({ kind: z.literal('read'), value }), failed]);
const nothing = z.null();

/** The first line: whose file it is, and of which run. `format` and `version` are looked at before anything else. */
export const HeadLine = z.object({
  format: z.literal('rollcall-snapshot'),
  version: z.literal(1),
  run: RunNumber,
  at: z.iso.datetime(),
  attended: z.boolean(),
  toolVersion: text,
  configFingerprint: text,
});

const ofSource = { source: SourceNameText };
const ofTarget = { target: TargetNameText };

/** Every further line; a system's own line stands before those that belong to it, and `end` is the last. */
export const Line = z.discriminatedUnion('kind', [
  line('source', {
    ...{ ...ofSource, provider: ProviderIdText, settings: text, attributes: z.array(text) },
    ...{ pulled: answer(EvidenceSchema), lookedUp: answer(nothing) },
  }),
  line('person', { ...ofSource, row: PersonSchema }),
  line('sourceGroup', { ...ofSource, row: SourceGroupSchema }),
  line('quarantined', { ...ofSource, row: QuarantinedSchema }),
  line('lookedUp', { ...ofSource, id: PersonIdText, row: LookedUpSchema }),
  line('target', {
    ...{ ...ofTarget, settings: text, read: answer(TargetHeadSchema) },
    ...{ asked: z.array(AccountIdText), held: answer(nothing) },
  }),
  line('account', { ...ofTarget, row: AccountSchema }),
  line('targetGroup', { ...ofTarget, row: TargetGroupSchema }),
  line('responsibility', { ...ofTarget, row: ResponsibilitySchema }),
  line('link', { row: LinkText }),
  line('managedGroup', { row: GroupText }),
  line('ledger', { row: MembershipText }),
  line('fact', { row: z.object({ ...ofTarget, fact: FactSchema, learnedAt: text }) }),
  line('pin', { row: PinText }),
  line('wishes', { row: SyncWishesSchema.extend(ofTarget) }),
  line('sighting', { row: SightingRow }),
  line('sourceCount', { row: SourceCountSchema }),
  line('lastRead', { row: z.object({ run: RunNumber, read: ReadRecordSchema, isNewest: z.boolean() }) }),
  line('identity', { row: IdentityRow }),
  line('pause', { row: PauseText }),
  line('applied', { row: z.object({ ...ofTarget, at: text, change: ChangeSchema }) }),
  line('counted', { row: z.object({ ...ofTarget, at: text, counts: PlanCountsSchema }) }),
  line('approved', { row: z.object({ ...ofTarget, at: text }) }),
  line('end', { since: text, lines: z.int().nonnegative() }),
]);
export type SnapshotLine = z.output<typeof Line>;
