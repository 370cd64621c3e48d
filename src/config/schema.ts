import { z } from 'zod';
import { liftableGuards } from '../model/plan.js';
import { attributeNames, memberships } from '../model/wish.js';
import { Cron, TimeZone } from './schedules.js';
import { CountText, Duration, Expiry, Share } from './units.js';

/** The file as a person writes it; what a kind of source or target adds to its section is in the connector's own schema. */

const DAY = 86_400_000;

/** A name in the config: no slash (`jira/developers`), no colon (`jira:removals`). */
const Name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, { error: 'a name is letters, digits, - and _, and begins with a letter' });
const Text = z.string().min(1, { error: 'this may not be empty' });
const Texts = z
  .union([Text, z.array(Text)], { error: 'write a name or a list of names' })
  .transform(texts => (typeof texts === 'string' ? [texts] : texts));
const Expression = Text.meta({ description: 'CEL over the source\'s user, e.g. user.department == "IT"' });
const MembershipMode = z.enum(memberships);
const RuleId = Text.optional();

const AS_SHARE = 'write a share such as 50%';

const guard = (share: number, floor: number) =>
  z
    .strictObject({ share: Share.optional(), floor: z.int().min(0).optional(), per: Duration.optional() })
    .prefault({})
    .transform(written => ({ share: written.share ?? share, floor: written.floor ?? floor, perMs: written.per ?? DAY }));

/** The counting guards and their defaults (DESIGN §4). */
const Guards = z.strictObject({
  onTrip: z.enum(['hold', 'stop']).default('hold'),
  'emptied-group': z.strictObject({ from: z.int().min(1).default(5) }).prefault({}),
  removals: guard(0.1, 10),
  'removals-per-group': guard(0.3, 10),
  deactivations: guard(0.05, 5),
  'stated-leavers': guard(0.2, 20),
  deletions: guard(0, 0),
  creations: guard(0.2, 50),
  updates: guard(0.2, 20),
  renames: guard(0.05, 5),
  'additions-per-group': guard(1, 50),
});

const NamesOf = z.strictObject({ users: Texts.default([]), groups: Texts.default([]) });

/** What a connection to any system may have. */
const connection = {
  type: Text,
  ca: Text.optional(),
  rate: z
    .strictObject({ share: z.union([Share, z.number().gt(0, AS_SHARE).max(1, AS_SHARE)], { error: AS_SHARE }).optional() })
    .optional(),
};

/** What every source may have, whatever its kind. */
export const SourceCommon = z.strictObject({
  ...connection,
  attributes: z.record(Text, z.enum(['string', 'number', 'boolean', 'list'])).default({}),
  canaries: z.strictObject({ users: Texts.default([]), groups: z.record(Text, CountText).default({}) }).prefault({}),
  guards: z.strictObject({ 'shrunk-source': z.strictObject({ share: Share.default(0.8) }).prefault({}) }).prefault({}),
  staleAfter: Duration.default(3 * DAY),
});

/** What every target may have, whatever its kind. */
export const TargetCommon = z.strictObject({
  ...connection,
  /** another target, whose people and groups these are; or `own` */
  directory: Text.optional(),
  directorySync: Duration.optional(),
  protect: NamesOf.prefault({}),
  ignore: NamesOf.prefault({}),
  guards: Guards.prefault({}),
});

const Leavers = z.strictObject({
  action: z.enum(['keep', 'removeGroups', 'deactivate', 'delete']).default('deactivate'),
  after: z.strictObject({ reads: z.int().min(1).default(2), atLeast: Duration.default(DAY) }).prefault({}),
  deleteAfter: Duration.optional(),
});

const Users = z.strictObject({
  filter: Expression.optional(),
  match: z.array(z.enum(attributeNames)).min(1).optional(),
  attributes: z
    .strictObject({ username: Expression.optional(), email: Expression.optional(), displayName: Expression.optional() })
    .optional(),
  create: z.boolean().default(true),
  update: z.boolean().default(true),
  rename: z.enum(['changed', 'always', 'never']).default('changed'),
  reactivate: z.enum(['ours', 'always', 'never']).default('ours'),
  leavers: Leavers.prefault({}),
});

const Manual = z.strictObject({ id: RuleId, from: Texts, to: Texts, membership: MembershipMode.optional() });
const OnTheFly = z.strictObject({ id: RuleId, match: Text, to: Text.optional(), membership: MembershipMode.optional() });

const Groups = z.strictObject({
  include: Texts.optional(),
  exclude: Texts.default([]),
  manual: z.array(Manual).default([]),
  onTheFly: z.array(OnTheFly).default([]),
  create: z.boolean().default(true),
  adopt: z.enum(['attended', 'auto']).default('attended'),
  membership: MembershipMode.default('granted'),
  defaults: z.strictObject({ newUsers: Texts.default([]), allUsers: Texts.default([]) }).prefault({}),
  orphans: z.enum(['keep', 'empty', 'delete']).default('keep'),
  onRename: z.enum(['keep', 'move']).default('keep'),
  onRetire: z.enum(['keep', 'revoke']).default('keep'),
  exclusive: z.boolean().default(false),
});

export const Sync = z.strictObject({
  name: Name,
  from: Text,
  to: Texts,
  priority: z.int().default(0),
  schedule: Cron.optional(),
  timezone: TimeZone.optional(),
  jitter: Duration.optional(),
  users: Users.prefault({}),
  groups: Groups.prefault({}),
});

const ApprovalText = z.strictObject({
  target: Text,
  guard: z.enum(liftableGuards),
  max: z.int().min(0).optional(),
  names: z.array(Text).min(1).optional(),
  reason: Text,
  expires: Expiry,
});

const WEEK = 7 * DAY;
/** Shorter, and a run could not be looked into, or undone, on the Monday after. */
const History = Duration.refine(time => time >= WEEK, { error: 'write 7d or more' });

const STATE_FILE = '.rollcall/state.db';

/** Its path; or, with a folder for backups, a section. */
const State = z
  .union([Text, z.strictObject({ file: Text.default(STATE_FILE), backup: Text, keep: z.int().min(1).default(30) })], {
    error: 'write the path of the state file, or { file: PATH, backup: FOLDER }',
  })
  .default(STATE_FILE)
  .transform(written =>
    typeof written === 'string'
      ? { file: written, backup: undefined }
      : { file: written.file, backup: { folder: written.backup, keep: written.keep } },
  );

export const ConfigFile = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  state: State,
  plan: z.strictObject({ maxAge: Duration.default(DAY) }).prefault({}),
  retention: z.strictObject({ history: History.default(400 * DAY), snapshots: z.int().min(0).default(10) }).prefault({}),
  sources: z.record(Name, z.looseObject({})),
  targets: z.record(Name, z.looseObject({})),
  syncs: z.array(Sync).min(1, { error: 'without a sync there is nothing to do' }),
  approvals: z.array(ApprovalText).default([]),
  tests: Texts.optional(),
});

export type SyncText = z.output<typeof Sync>;
export type SourceText = z.output<typeof SourceCommon>;
export type TargetText = z.output<typeof TargetCommon>;
