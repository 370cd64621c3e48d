import { z } from 'zod';
import type {
  AccountAccess,
  AccountRef,
  Change,
  ExistingAccount,
  ExistingGroup,
  Fact,
  GroupRef,
  Outcome,
  Responsibility,
} from '../model/change.js';
import type { AccountValues } from '../model/wish.js';
import { exactly } from './agreement.js';
import { AccountIdText, PersonKeyText, TargetGroupIdText } from './id-schema.js';
import { LeaverKindText, ReasonSchema } from './reason-schema.js';

const text = z.string();

const ThereAccount = exactly<ExistingAccount>()(
  z.object({ kind: z.literal('existing'), id: AccountIdText, username: text, displayName: text }),
);
const ThereGroup = exactly<ExistingGroup>()(z.object({ kind: z.literal('existing'), id: TargetGroupIdText, name: text }));

export const AccountRefSchema = exactly<AccountRef>()(
  z.discriminatedUnion('kind', [
    ThereAccount,
    z.object({ kind: z.literal('new'), person: PersonKeyText, username: text, displayName: text }),
  ]),
);

const GroupRefSchema = exactly<GroupRef>()(
  z.discriminatedUnion('kind', [ThereGroup, z.object({ kind: z.literal('new'), name: text })]),
);

export const AccountValuesSchema = exactly<AccountValues>()(
  z.object({ username: text.exactOptional(), email: text.exactOptional(), displayName: text.exactOptional() }),
);

export const ResponsibilitySchema = exactly<Responsibility>()(
  z.object({
    id: text,
    label: text,
    holder: AccountIdText,
    successor: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('account'), username: text }),
      z.object({ kind: z.literal('clear') }),
      z.object({ kind: z.literal('none'), why: text }),
    ]),
  }),
);

const AccessSchema = exactly<AccountAccess>()(
  z.object({ groups: z.array(ThereGroup), permissions: z.array(text).exactOptional() }),
);

/** One kind of change: what all have in common, and its own fields. */
const change = <K extends Change['kind'], Fields extends z.ZodRawShape>(kind: K, fields: Fields) =>
  z.object({ id: text, reasons: z.array(ReasonSchema), kind: z.literal(kind), ...fields });

const account = ThereAccount;
const leaver = LeaverKindText;

/** A change as the journal and a plan file hold it. */
export const ChangeSchema = exactly<Change>()(
  z.discriminatedUnion('kind', [
    change('createUser', { person: PersonKeyText, username: text, values: AccountValuesSchema }),
    change('updateUser', { account, before: AccountValuesSchema, values: AccountValuesSchema }),
    change('renameUser', { account, before: text, username: text }),
    change('reactivateUser', { account }),
    change('handOver', { account, leaver, responsibility: ResponsibilitySchema }),
    change('cutAccess', {
      account,
      leaver,
      when: z.enum(['always', 'onRefusal']),
      groups: z.array(ThereGroup).exactOptional(),
    }),
    change('deactivateUser', {
      account,
      leaver,
      by: z.literal('revokeAccess').exactOptional(),
      access: AccessSchema.exactOptional(),
    }),
    change('grantPermission', { account, permission: text }),
    change('deleteUser', { account, leaver }),
    change('createGroup', { name: text }),
    change('renameGroup', { group: ThereGroup, name: text }),
    change('deleteGroup', { group: ThereGroup, members: z.array(account).exactOptional() }),
    change('addMember', { group: GroupRefSchema, account: AccountRefSchema }),
    change('removeMember', { group: ThereGroup, account, leaver: leaver.exactOptional() }),
  ]),
);

export const FactSchema = exactly<Fact>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('readOnlyAccount'), account: AccountIdText }),
    z.object({ kind: z.literal('readOnlyGroup'), group: TargetGroupIdText }),
    z.object({ kind: z.literal('nestedMember'), group: TargetGroupIdText, account: AccountIdText }),
  ]),
);

const whom = { account: ThereAccount.exactOptional(), group: ThereGroup.exactOptional() };

/** How a change ended, as the journal holds it. */
export const OutcomeSchema = exactly<Outcome>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('applied'), ...whom, details: z.array(text).exactOptional() }),
    z.object({ kind: z.literal('alreadySo'), ...whom }),
    z.object({
      kind: z.literal('failed'),
      problem: text,
      hint: text,
      learned: FactSchema.exactOptional(),
      refused: z.boolean().exactOptional(),
      uncertain: z.boolean().exactOptional(),
    }),
    z.object({ kind: z.literal('notRun'), because: text }),
    z.object({ kind: z.literal('stale'), found: text }),
  ]),
);
