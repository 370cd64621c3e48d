import { z } from 'zod';
import { attributeNames, type LeaverKind, memberships, type Reason, type RuleRef } from '../model/wish.js';
import { exactly } from './agreement.js';
import { RunNumber, SourceNameText, SyncNameText } from './id-schema.js';

const text = z.string();
const count = z.int().nonnegative();
const attribute = z.enum(attributeNames);
const source = SourceNameText;

export const LeaverKindText = exactly<LeaverKind>()(z.enum(['stated', 'inferred']));
export const RuleRefSchema = exactly<RuleRef>()(z.object({ sync: SyncNameText, rule: text }));

/** Why a statement holds, as it is stored beside a change. */
export const ReasonSchema = exactly<Reason>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('newAtSource'), source }),
    z.object({ kind: z.literal('differs'), attribute, expression: text }),
    z.object({ kind: z.literal('valueChangedAtSource'), attribute, from: text, to: text }),
    z.object({ kind: z.literal('backAtSource'), source }),
    z.object({ kind: z.literal('rule'), rule: RuleRefSchema, group: z.object({ id: text, name: text }) }),
    z.object({ kind: z.literal('default'), sync: SyncNameText, list: z.enum(['newUsers', 'allUsers']) }),
    z.object({ kind: z.literal('inactive'), source, status: text, since: text.exactOptional() }),
    z.object({ kind: z.literal('deleted'), source }),
    z.object({ kind: z.literal('offboarded'), run: RunNumber.exactOptional(), since: text }),
    z.object({ kind: z.literal('outOfScope'), source, why: text }),
    z.object({ kind: z.literal('filteredOut'), sync: SyncNameText, filter: text }),
    z.object({ kind: z.literal('graceOver'), since: text, reads: count }),
    z.object({ kind: z.literal('leftSourceGroups'), source, groups: z.array(text) }),
    z.object({ kind: z.literal('notWantedHere'), membership: z.enum(memberships) }),
    z.object({ kind: z.literal('exclusive'), sync: SyncNameText }),
    z.object({ kind: z.literal('leaver'), leaver: LeaverKindText }),
    z.object({ kind: z.literal('retired'), rules: z.array(text) }),
    z.object({ kind: z.literal('orphan'), name: text }),
    z.object({ kind: z.literal('sourceRenamed'), from: text, to: text }),
    z.object({ kind: z.literal('leads'), what: text }),
    z.object({ kind: z.literal('undo'), run: RunNumber, pins: z.array(text) }),
  ]),
);
