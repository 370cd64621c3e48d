import type { Change } from '../../model/change.js';
import type { ExpressionInput } from '../../model/rules.js';
import type { PersonWish, RuleRef } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';
import type { Left } from '../../sync/diff/left.js';
import type { SparedBecause } from '../../sync/diff/membership.js';
import type { AccountExplanation, Cause, Miss, Step, SyncWord } from '../../sync/explain/explanation.js';
import type { ScopedOut } from '../../sync/scope.js';
import { clean, cleanLine } from '../clean.js';
import { describe } from '../describe.js';
import { counted, day, listed, moment } from '../numbers.js';
import { describeReasons, ruleText, valueText } from '../reasons.js';
import { whatLifts } from './held.js';

/** What a sync wants of somebody, after its name: `staff wants an account`. Nobody is in grace who has no account to keep. */
export function wishText(wish: PersonWish, hasAccount: boolean): string {
  switch (wish.kind) {
    case 'wanted':
      return 'wants an account';
    case 'notWanted':
      return wish.leaver === 'stated'
        ? `wants no account: ${describeReasons(wish.reasons)}`
        : `wants no account any more: ${describeReasons(wish.reasons)}`;
    case 'inGrace':
      return hasAccount
        ? `would let go of the account (${describeReasons(wish.reasons)}), and keeps everything until ${moment(wish.until)}; missing since ${moment(wish.since)}, in ${counted(wish.reads, 'read')}`
        : `wants no account: ${describeReasons(wish.reasons)}`;
    case 'unknown':
      return `cannot say, so nothing is changed: ${cleanLine(wish.why)}`;
  }
}

/** `userType = contractor`, as the source has it. */
export const inputText = ({ name, value }: ExpressionInput): string =>
  `user.${clean(name)} is ${value === null ? 'not there' : typeof value === 'string' ? valueText(value) : clean(JSON.stringify(value))}`;

const rules = (refs: readonly RuleRef[]): string => listed(refs.map(ruleText));

/** Why somebody is not in a group, or is still in it. */
export function causeText(cause: Cause, { words, account }: Pick<AccountExplanation, 'words' | 'account'>): string {
  switch (cause.kind) {
    case 'noRule':
      return 'no rule gives this group';
    case 'noSuchGroup':
      return 'there is no such group, and no rule makes it';
    case 'scopedOut':
      return outText(cause.out);
    case 'privileged':
      return `${rules(cause.rules)} would give it by a pattern, and no pattern reaches a privileged group`;
    case 'notInSourceGroups':
      return cause.groups.length === 1
        ? `not in the source group ${clean(cause.groups[0] ?? '')}`
        : `in none of the source groups that give it (${cause.groups.map(clean).join(', ')})`;
    case 'syncDoesNotWant':
      return unwantedText(
        words.find(({ sync }) => sync === cause.sync),
        cause.sync,
        account !== undefined,
      );
    case 'onlyNewUsers':
      return `${clean(cause.sync)} gives it only to accounts that rollcall makes (defaults.newUsers)`;
    case 'leaver':
      return `${clean(cause.sync)}, which owns the account, says that its person left`;
    case 'noAccount':
      return 'a rule gives it, and there is no account that could be put in';
    case 'nobodys':
      return 'no source has anybody for this account';
    case 'unknown':
      return cleanLine(cause.why);
    case 'unmet':
      return `${ruleText(cause.rule)}: ${cleanLine(cause.why)}`;
    case 'stays':
      return sparedText(cause.because);
    case 'inGrace':
      return `missing at the source, and keeps what there is until ${moment(cause.until)}`;
    case 'leftAlone':
      return 'no rule maps to this group, and what no rule maps to is left alone';
  }
}

const unwantedText = (word: SyncWord | undefined, sync: string, hasAccount: boolean): string =>
  `${clean(sync)} ${word === undefined ? 'wants no account for the person' : wishText(word.wish, hasAccount)}`;

/** Why a group that rules want is left alone. */
export function outText(out: ScopedOut): string {
  switch (out.kind) {
    case 'ignored':
      return 'the config ignores this group';
    case 'privileged':
      return `it is privileged, and ${rules(out.rules)} would reach it by a pattern; only a manual rule that spells its name may`;
    case 'readOnly':
      return `nothing can be written to it: ${cleanLine(out.why)}`;
  }
}

function sparedText(because: SparedBecause): string {
  switch (because) {
    case 'additive':
      return 'no rule gives it, but the rules of this group only add (membership: additive)';
    case 'notGranted':
      return 'no rule gives it, but rollcall did not grant it either (membership: granted)';
    case 'notManaged':
      return 'no rule gives it, but the account is nobody’s whom rollcall knows';
    case 'protected':
      return 'no rule gives it, but the account is protected';
    case 'contested':
      return 'no rule gives it, but somebody may have a claim to the account';
    case 'ourselves':
      return 'no rule gives it, but it is the account that rollcall signs in with';
    case 'newUsers':
      return 'given once as a default for new accounts, and left alone since (defaults.newUsers)';
    case 'retired':
      return 'the rule that gave it is gone from the config, and what it gave is kept (onRetire: keep)';
    case 'nested':
      return 'no rule gives it, but it comes through a nested group';
    case 'readOnly':
      return 'no rule gives it, but the target lets nobody change the groups of this account here';
  }
}

/** What a rule nearly gave, and what kept it: `staff teams (from atl-x-test): left out by exclude /-test$/`. */
export function missText({ because }: Pick<Miss, 'because'>): string {
  switch (because.kind) {
    case 'notIncluded':
      return 'not among the source groups that count (include)';
    case 'excluded':
      return `left out by exclude ${clean(because.by)}`;
    case 'taken':
      return `${ruleText(because.by)} takes this source group first`;
    case 'emptyName':
      return 'the pattern makes an empty name of it';
  }
}

/** What becomes of a change: the next run does it, or what keeps it back. */
export function stepTexts({ change, fate, waiting }: Step): readonly { readonly text: string; readonly hint?: string }[] {
  const since = waiting === undefined ? '' : `, waiting since ${moment(waiting.since)}`;
  switch (fate.kind) {
    case 'next':
      return [{ text: `the next run will ${describe(change)}${since}` }];
    case 'pinned':
      return [
        {
          text: `would ${describe(change)}, but run ${fate.run} took that back on ${day(fate.since)}`,
          hint: 'stays so until the config changes, or: rollcall unpin',
        },
      ];
    case 'held':
      return fate.holds.map(({ guard, reason, allow }, at) => {
        const hint = allow === undefined ? whatLifts(guard) : `if that is right: rollcall apply --allow ${clean(allow)}`;
        const text = at === 0 ? `would ${describe(change)}, but ${guard} holds it: ` : `and ${guard} holds it: `;
        return { text: `${text}${cleanLine(reason)}${at === 0 ? since : ''}`, ...(hint === undefined ? {} : { hint }) };
      });
  }
}

/** Something that stays as it is. */
export function leftText(left: Left): string {
  switch (left.kind) {
    case 'notCreated':
      return 'an account is wanted, but no sync that wants it makes accounts (create: false)';
    case 'readOnlyAccount':
      return 'the target lets nobody change this account here, or refused it within the last week (it is tried again after that)';
    case 'ownerUnsure':
      return `what the account looks like waits for ${clean(left.sync)}, which owns it`;
    case 'updateOff':
      return `${clean(left.sync)} changes no attributes (update: false)`;
    case 'notShown':
      return `the target does not show ${left.attribute}, so it cannot be compared`;
    case 'notUpdatable':
      return `the target lets nobody change ${left.attribute}`;
    case 'notRenamed':
      return left.rule === 'never'
        ? 'the username differs, and is never changed (rename: never)'
        : 'the username differs, and is changed only once it changes at the source (rename: changed)';
    case 'leaverKept':
      return `${clean(left.sync)} leaves the accounts of leavers alone (leavers: keep)`;
    case 'hasNoAccess':
      return 'has an account that lets nobody in, and was never linked: there is nothing to take away';
    case 'deletedLater':
      return `falls due for deletion on ${day(left.until)}`;
    case 'notDeleted':
      return 'is not deleted: it was not rollcall that switched it off, or the target deletes nobody';
  }
}

/** The run that last changed something. */
export const changedBy = (entry: JournalEntry, what: (change: Change) => string): string =>
  `last changed by run ${entry.run} on ${moment(entry.endedAt ?? entry.intendedAt)}: ${what(entry.change)}`;
