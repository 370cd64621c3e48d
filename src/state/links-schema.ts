import { z } from 'zod';
import { exactly } from './agreement.js';
import { AccountValuesSchema, ChangeSchema } from './change-schema.js';
import { ProviderIdText, RunNumber, SyncNameText, TargetNameText } from './id-schema.js';
import type { Backup, LedgerRow, Link, ManagedGroup, Pause, Pin } from './store.js';
import { GroupRow, MembershipRow } from './tables/groups.js';
import { IdentityRow } from './tables/identities.js';
import { LinkRow } from './tables/links.js';
import { PauseRow } from './tables/pauses.js';
import { PinRow } from './tables/pins.js';

/** What `links export` saves and `links import` takes in. Not signed: it is for another state than the one it came from. */
export interface LinksFile extends Backup {
  readonly format: 'rollcall-links';
  readonly version: 1;
  readonly toolVersion: string;
  /** ISO time */
  readonly madeAt: string;
}

const texts = z.array(z.string());
const Time = z.iso.datetime();
/** JSON leaves out what is undefined. */
const orMissing = <S extends z.ZodType>(schema: S) => schema.optional().transform(value => value);

/** Strict, so that a misspelt field is told and not taken for one that is missing. */
export const LinkText = exactly<Link>()(
  z.strictObject({
    ...LinkRow.shape,
    owner: orMissing(SyncNameText),
    values: AccountValuesSchema,
    deactivatedAt: orMissing(Time),
    accessCutAt: orMissing(Time),
    owed: texts,
    since: Time,
  }),
);
export const GroupText = exactly<ManagedGroup>()(
  z.strictObject({
    ...GroupRow.shape,
    from: z.array(z.strictObject({ provider: ProviderIdText, id: z.string(), name: z.string() })),
    run: orMissing(RunNumber),
    since: Time,
  }),
);
export const MembershipText = exactly<LedgerRow>()(z.strictObject({ ...MembershipRow.shape, by: texts }));
export const PauseText = exactly<Pause>()(
  z.strictObject({
    ...PauseRow.shape,
    target: orMissing(TargetNameText),
    until: orMissing(Time),
    reason: orMissing(z.string()),
    since: Time,
  }),
);
export const PinText = exactly<Pin>()(z.strictObject({ ...PinRow.shape, change: ChangeSchema, since: Time }));

/** Rows that are known by these fields, each there once: of two, nobody could say which counts. */
const distinct = <S extends z.ZodType>(row: S, keyOf: (row: z.output<S>) => readonly unknown[]) =>
  z.array(row).superRefine((rows, context) => {
    const seen = new Set<string>();
    for (const [at, one] of rows.entries()) {
      const key = JSON.stringify(keyOf(one));
      if (seen.has(key)) context.addIssue({ code: 'custom', path: [at], message: 'there is another row for the same' });
      seen.add(key);
    }
  });

/** The whole document. */
export const LinksFileSchema = exactly<LinksFile>()(
  z.strictObject({
    format: z.literal('rollcall-links'),
    version: z.literal(1),
    toolVersion: z.string(),
    madeAt: Time,
    lastRun: z.int().min(0).max(9_999_999),
    links: distinct(LinkText, ({ target, person }) => [target, person]),
    groups: distinct(GroupText, ({ target, group }) => [target, group]),
    ledger: distinct(MembershipText, ({ target, group, account }) => [target, group, account]),
    identities: distinct(z.strictObject(IdentityRow.shape), ({ kind, name }) => [kind, name]),
    pauses: distinct(PauseText, ({ target }) => [target ?? null]),
    pins: distinct(PinText, ({ target, key }) => [target, key]),
  }),
);
