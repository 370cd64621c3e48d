import { z } from 'zod';
import type { Note } from '../model/plan.js';
import { exactly } from './agreement.js';
import { ChangeSchema } from './change-schema.js';
import { PersonKeyText, RunNumber, SourceNameText, SyncNameText } from './id-schema.js';
import { RuleRefSchema } from './reason-schema.js';

const text = z.string();
const texts = z.array(text);
const count = z.int().nonnegative();
const sync = SyncNameText;
const rule = RuleRefSchema;
const someone = { person: PersonKeyText, login: text };

/** A note of a plan, as a plan file holds it. */
export const NoteSchema = exactly<Note>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('conflict'), why: text, accounts: texts, ...someone }),
    z.object({ kind: z.literal('needsAdoption'), why: text, account: text, ...someone }),
    z.object({ kind: z.literal('closedLink'), account: text, ...someone }),
    z.object({ kind: z.literal('unknownPerson'), why: text, ...someone }),
    z.object({ kind: z.literal('inGrace'), since: text, reads: count, until: text, ...someone }),
    z.object({ kind: z.literal('cannotStore'), attribute: text, why: text, ...someone }),
    z.object({ kind: z.literal('firstMatchDiffers'), attribute: text, actual: text, wanted: text, ...someone }),
    z.object({ kind: z.literal('noSuccessor'), label: text, why: text, ...someone }),
    z.object({ kind: z.literal('ownerChanged'), from: sync, to: sync, ...someone }),
    z.object({ kind: z.literal('expressionFailed'), sync, where: text, people: count, example: text, problem: text }),
    z.object({ kind: z.literal('unmetRule'), rule, why: text }),
    z.object({ kind: z.literal('sameName'), name: text, ids: texts, why: text }),
    z.object({ kind: z.literal('unknownGroup'), group: text, why: text }),
    z.object({ kind: z.literal('readOnlyGroup'), group: text, why: text }),
    z.object({ kind: z.literal('nestedMembers'), group: text, accounts: texts }),
    z.object({ kind: z.literal('readOnlyMembers'), group: text, accounts: texts }),
    z.object({ kind: z.literal('renamedGroup'), group: text, was: text, now: text }),
    z.object({ kind: z.literal('movedGroup'), group: text, to: text, was: text, now: text }),
    z.object({ kind: z.literal('replacedGroup'), group: text, was: text, now: text }),
    z.object({ kind: z.literal('privilegedPattern'), group: text, rule }),
    z.object({ kind: z.literal('modesDiffer'), group: text, chosen: text, instead: texts }),
    z.object({ kind: z.literal('retired'), rules: texts, memberships: count, group: text }),
    z.object({ kind: z.literal('orphanGroup'), group: text, members: count }),
    z.object({ kind: z.literal('notBuilt'), what: text, accounts: texts }),
    z.object({ kind: z.literal('pinned'), change: ChangeSchema, run: RunNumber, since: text }),
    z.object({ kind: z.literal('notUndone'), change: ChangeSchema, why: text }),
    z.object({ kind: z.literal('unprovedAccounts'), why: text }),
    z.object({ kind: z.literal('offboarded'), run: RunNumber.exactOptional(), since: text, ...someone }),
    z.object({ kind: z.literal('strangers'), count, examples: texts }),
    z.object({ kind: z.literal('source'), source: SourceNameText, level: z.enum(['warning', 'problem']), what: text }),
  ]),
);
