import { z } from 'zod';
import type { LinkWrite } from '../model/change.js';
import {
  type Ask,
  type GroupTake,
  guardNames,
  type HeldChange,
  type Plan,
  type PlanCounts,
  type Stage,
  stageNames,
} from '../model/plan.js';
import { exactly } from './agreement.js';
import { AccountRefSchema, AccountValuesSchema, ChangeSchema } from './change-schema.js';
import * as id from './id-schema.js';
import { NoteSchema } from './note-schema.js';
import { SyncWishesSchema } from './tables/wishes.js';

const text = z.string();
const count = z.int().nonnegative();

export const GuardText = z.enum(guardNames);

export const PlanCountsSchema = exactly<PlanCounts>()(
  z.object({ people: count, matched: count, accounts: count, activeLinked: count, managedMemberships: count }),
);

const StageSchema = exactly<Stage>()(z.object({ name: z.enum(stageNames), changes: z.array(ChangeSchema) }));

export const HeldSchema = exactly<HeldChange>()(
  z.object({ change: ChangeSchema, guard: GuardText, reason: text, allow: text.exactOptional() }),
);

const AskSchema = exactly<Ask>()(z.object({ guard: GuardText, n: count, reason: text }));

const LinkWriteSchema = exactly<LinkWrite>()(
  z.object({
    person: id.PersonKeyText,
    account: AccountRefSchema,
    owner: id.SyncNameText,
    how: z.enum(['matched', 'created']),
    isActive: z.boolean(),
    standing: z.enum(['active', 'pending', 'inactive']),
    values: AccountValuesSchema,
  }),
);

const TakeSchema = exactly<GroupTake>()(
  z.object({
    id: id.TargetGroupIdText,
    name: text,
    how: z.enum(['made', 'adopted']),
    known: z.boolean(),
    from: z.array(z.object({ source: id.SourceNameText, group: id.SourceGroupIdText, name: text })),
  }),
);

const membership = { group: id.TargetGroupIdText, account: id.AccountIdText };

/** One target's plan as a plan file holds it. */
export const PlanSchema = exactly<Plan>()(
  z.object({
    version: z.literal(1),
    target: id.TargetNameText,
    product: z.object({ name: text, version: text, url: text }),
    firstRun: z.boolean(),
    partial: z.boolean().exactOptional(),
    undoes: id.RunNumber.exactOptional(),
    people: z.array(text).exactOptional(),
    pins: z.object({ add: z.array(z.object({ key: text, change: ChangeSchema })), drop: z.array(text) }).exactOptional(),
    counts: PlanCountsSchema,
    stages: z.array(StageSchema),
    held: z.array(HeldSchema),
    asks: z.array(AskSchema),
    notes: z.array(NoteSchema),
    links: z.array(LinkWriteSchema),
    closedLinks: z.array(id.PersonKeyText),
    takes: z.array(TakeSchema),
    ledger: z.object({ add: z.array(z.object({ ...membership, by: z.array(text) })), drop: z.array(z.object(membership)) }),
    wishes: z.array(SyncWishesSchema).exactOptional(),
  }),
);
