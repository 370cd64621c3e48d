import type { Note } from '../model/plan.js';
import { clean, cleanLine } from './clean.js';
import { describe, subjectOf } from './describe.js';
import { counted, day, listed, number } from './numbers.js';
import { ruleText, valueText } from './reasons.js';

/** Whom or what a note is about (undefined: the target as a whole), and what it says. */
export interface NoteText {
  readonly subject?: string;
  readonly text: string;
}

/** What an admin should know, in one line. */
export function describeNote(note: Note): string {
  const { subject, text } = noteText(note);
  return subject === undefined ? text : `${subject}: ${text}`;
}

/** The same in two parts, so that equal texts can be folded over their subjects. */
export function noteText(note: Note): NoteText {
  switch (note.kind) {
    case 'conflict':
      return about(note.login, `${cleanLine(note.why)}${inBrackets(note.accounts)}`);
    case 'needsAdoption':
      return about(note.login, `would match ${clean(note.account)}, but ${cleanLine(note.why)}`);
    case 'closedLink':
      return about(note.login, `the account ${clean(note.account)} was deleted or anonymised in the target`);
    case 'unknownPerson':
      return about(note.login, cleanLine(note.why));
    case 'inGrace':
      return about(
        note.login,
        `missing since ${day(note.since)} (${counted(note.reads, 'read')}), stays until ${day(note.until)}`,
      );
    case 'cannotStore':
      return about(note.login, `${clean(note.attribute)}: ${cleanLine(note.why)}`);
    case 'firstMatchDiffers':
      return about(note.login, `${clean(note.attribute)} is ${valueText(note.actual)}, wanted ${valueText(note.wanted)}`);
    case 'noSuccessor':
      return about(note.login, `${clean(note.label)} has no successor: ${cleanLine(note.why)}`);
    case 'ownerChanged':
      return about(note.login, `${clean(note.from)} → ${clean(note.to)}`);
    case 'expressionFailed':
      return {
        text: `${clean(note.sync)} ${clean(note.where)}: failed for ${counted(note.people, 'person', 'people')}, as for ${clean(note.example)}: ${cleanLine(note.problem)}`,
      };
    case 'unmetRule':
      return about(ruleText(note.rule), cleanLine(note.why));
    case 'sameName':
      return about(note.name, `${cleanLine(note.why)} (${note.ids.map(clean).join(', ')})`);
    case 'unknownGroup':
    case 'readOnlyGroup':
      return about(note.group, cleanLine(note.why));
    case 'nestedMembers':
      return about(note.group, `${counted(note.accounts.length, 'member')} through a nested group: ${some(note.accounts)}`);
    case 'readOnlyMembers':
      return about(
        note.group,
        `${counted(note.accounts.length, 'member')} whose groups nobody can change here: ${some(note.accounts)}`,
      );
    case 'renamedGroup':
      return about(note.group, `${clean(note.was)} is called ${clean(note.now)} at the source now`);
    case 'movedGroup':
      return about(
        note.group,
        `${clean(note.was)} is called ${clean(note.now)} at the source now: its members go to ${clean(note.to)}, and when they are there, nothing fills ${clean(note.group)} any more (orphans)`,
      );
    case 'replacedGroup':
      return about(note.group, `its name belongs to another source group now (${clean(note.was)} → ${clean(note.now)})`);
    case 'privilegedPattern':
      return about(note.group, `${ruleText(note.rule)} reaches it by a pattern; only a manual rule that spells the name may`);
    case 'modesDiffer':
      return about(note.group, `${clean(note.chosen)} counts, not ${listed(note.instead.map(clean))}`);
    case 'retired':
      return about(
        note.group,
        `${counted(note.memberships, 'membership')} of rules that are gone (${note.rules.map(clean).join(', ')})`,
      );
    case 'orphanGroup':
      // the number beside the name: groups of one reason stand together
      return {
        subject: `${clean(note.group)} (${number(note.members)})`,
        text: 'no rule makes it any more; how many members are left stands beside the name',
      };
    case 'notBuilt':
      return { text: `${cleanLine(note.what)}: ${some(note.accounts)}` };
    case 'pinned':
      return about(subjectOf(note.change), `${describe(note.change)}: taken back by run ${note.run} on ${day(note.since)}`);
    case 'notUndone':
      return about(subjectOf(note.change), `${describe(note.change)}: ${cleanLine(note.why)}`);
    case 'unprovedAccounts':
      return { text: `${cleanLine(note.why)}; nobody is created before the target was asked for the name` };
    case 'offboarded':
      return about(note.login, `offboarded ${note.run === undefined ? '' : `by run ${note.run} `}on ${day(note.since)}`);
    case 'strangers':
      return { text: `nobody claims them, and they are left alone${inBrackets(note.examples)}` };
    case 'source':
      return about(note.source, cleanLine(note.what));
  }
}

/** What several notes of one kind are, with their number. */
export function noteTitle(kind: Note['kind'], n: number): string {
  switch (kind) {
    case 'conflict':
      return `${people(n)} in conflict, not touched until that is settled`;
    case 'needsAdoption':
      return `${people(n)} whose account must be adopted first (rollcall links set)`;
    case 'closedLink':
      return `${people(n)} whose account ended in the target; a new one needs rollcall links set`;
    case 'unknownPerson':
      return `${people(n)} of whom too little is known in this run, left as they are`;
    case 'inGrace':
      return `${people(n)} missing at the source, still in grace`;
    case 'cannotStore':
      return `${counted(n, 'value')} that the target cannot store`;
    case 'firstMatchDiffers':
      return `${counted(n, 'difference')} found at the first match, only reported`;
    case 'noSuccessor':
      return `${counted(n, 'responsibility')} without a successor: access is cut, the switch-off waits`;
    case 'ownerChanged':
      return `${people(n)} passed to another sync`;
    case 'expressionFailed':
      return `${counted(n, 'expression')} failed`;
    case 'unmetRule':
      return `${counted(n, 'unmet rule')}: what they would give is unknown`;
    case 'sameName':
      return `${counted(n, 'group name')} not unique at the source`;
    case 'unknownGroup':
      return `${counted(n, 'group')} not known whole, nobody is removed there`;
    case 'readOnlyGroup':
      return `${counted(n, 'read-only group')}, nothing is planned there`;
    case 'nestedMembers':
      return `${counted(n, 'group')} with nested members that are not removed`;
    case 'readOnlyMembers':
      return `${counted(n, 'group')} with members whose groups cannot be changed here, who are not removed`;
    case 'renamedGroup':
      return `${counted(n, 'group')} renamed at the source, name kept here`;
    case 'movedGroup':
      return `${counted(n, 'group')} renamed at the source, moved here (onRename: move)`;
    case 'replacedGroup':
      return `${counted(n, 'group')} replaced at the source`;
    case 'privilegedPattern':
      return `${counted(n, 'privileged group')} that a pattern may not reach`;
    case 'modesDiffer':
      return `${counted(n, 'group')} with two membership modes, the gentler counts`;
    case 'retired':
      return `${counted(n, 'grant')} of retired rules`;
    case 'orphanGroup':
      return `${counted(n, 'orphaned group')}`;
    case 'notBuilt':
      return `${counted(n, 'thing')} this target cannot do`;
    case 'pinned':
      return `${counted(n, 'change')} pinned by an undo, left out until the config changes or rollcall unpin`;
    case 'notUndone':
      return `${counted(n, 'change')} not taken back`;
    case 'unprovedAccounts':
      return 'the list of accounts cannot be proved whole';
    case 'offboarded':
      return `${people(n)} offboarded here and still wanted by the source: left ended until rollcall unpin NAME`;
    case 'strangers':
      return `${counted(n, 'stranger')}`;
    case 'source':
      return `${counted(n, 'remark')} on sources`;
  }
}

const people = (n: number) => counted(n, 'person', 'people');
const about = (subject: string, text: string): NoteText => ({ subject: clean(subject), text });
const inBrackets = (names: readonly string[]) => (names.length === 0 ? '' : ` (${some(names)})`);

const SHOWN = 5;
const some = (names: readonly string[]): string => {
  const rest = names.length - SHOWN;
  return `${names.slice(0, SHOWN).map(clean).join(', ')}${rest > 0 ? ` … ${number(rest)} more` : ''}`;
};
