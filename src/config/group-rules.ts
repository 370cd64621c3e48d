import { targetName } from '../model/ids.js';
import type { GroupName, GroupRules, GroupSelector, ManualRule, OnTheFlyRule } from '../model/rules.js';
import { type Complain, orComplain, type Path } from './complaint.js';
import { notInThisVersion } from './not-built.js';
import { checkPlaceholders, groupSelector, nameTemplate, reachOf } from './patterns.js';
import type { SyncText } from './schema.js';
import { elsewhere, type Sharing } from './shared-directories.js';

/** What a group's name in the config is read against. */
export interface GroupContext {
  /** every target of the config */
  readonly targets: readonly string[];
  /** the targets of this sync */
  readonly to: readonly string[];
  /** targets that have their groups from another one, and from which */
  readonly sharing: Sharing;
  readonly complain: Complain;
}

type GroupsText = SyncText['groups'];

/** The `groups` section of a sync, compiled. What cannot be compiled is complained of and left out. */
export function compileGroups(text: GroupsText, path: Path, context: GroupContext): GroupRules {
  const { create, adopt, membership, orphans, onRename, onRetire, exclusive } = text;
  const selectors = (texts: readonly string[], key: string) => groupSelectors(texts, [...path, key], context.complain);
  const names = (texts: readonly string[], key: string) => groupNames(texts, [...path, 'defaults', key], context);
  return {
    include: text.include === undefined ? undefined : selectors(text.include, 'include'),
    exclude: selectors(text.exclude, 'exclude'),
    manual: text.manual.map((rule, at) => manualRule(rule, at, [...path, 'manual', at], context)),
    onTheFly: text.onTheFly.flatMap((rule, at) => onTheFlyRule(rule, at, [...path, 'onTheFly', at], context)),
    create,
    adopt,
    membership,
    defaults: { newUsers: names(text.defaults.newUsers, 'newUsers'), allUsers: names(text.defaults.allUsers, 'allUsers') },
    orphans,
    onRename,
    onRetire,
    exclusive,
  };
}

function manualRule(rule: GroupsText['manual'][number], at: number, path: Path, context: GroupContext): ManualRule {
  return {
    id: rule.id ?? `manual ${at + 1}`,
    from: groupSelectors(rule.from, [...path, 'from'], context.complain),
    to: groupNames(rule.to, [...path, 'to'], context),
    membership: rule.membership,
  };
}

function onTheFlyRule(rule: GroupsText['onTheFly'][number], at: number, path: Path, context: GroupContext): OnTheFlyRule[] {
  const { match, to, membership } = rule;
  const { complain, targets } = context;
  const target = orComplain(nameTemplate(match, to), [...path, 'match'], complain);
  if (to !== undefined) {
    orComplain(checkPlaceholders(match, to), [...path, 'to'], complain);
    const [prefix = '', ...rest] = to.split('/');
    if (rest.length > 0 && targets.includes(prefix)) {
      const message = notInThisVersion(`a target's name in the \`to\` of an onTheFly rule (${prefix}/…)`);
      complain([...path, 'to'], { message, hint: 'Leave it out: the group is then made in every target of the sync.' });
    }
  }
  if (target === undefined) return [];
  const text = to === undefined ? match : `${match} → ${to}`;
  return [{ id: rule.id ?? `onTheFly ${at + 1}`, text, membership, target, mayName: reachOf(target, to) }];
}

const groupSelectors = (texts: readonly string[], path: Path, complain: Complain): GroupSelector[] =>
  texts.flatMap((text, at) => orComplain(groupSelector(text), [...path, at], complain) ?? []);

/** `jira/developers` is that group in one target; without a target's name before the first slash, every target of the sync. */
function groupNames(texts: readonly string[], path: Path, { targets, to, sharing, complain }: GroupContext): GroupName[] {
  return texts.flatMap((text, at): GroupName[] => {
    const place = [...path, at];
    const slash = text.indexOf('/');
    const prefix = slash < 0 ? undefined : text.slice(0, slash);
    if (prefix === undefined || !targets.includes(prefix)) return [anywhere(text, place, complain)];
    const owner = sharing.get(prefix);
    if (owner !== undefined) {
      complain(place, elsewhere(prefix, owner));
      return [];
    }
    const name = text.slice(slash + 1).trim();
    if (name === '') complain(place, { message: `"${text}" names no group`, hint: `Write ${prefix}/NAME.` });
    if (!to.includes(prefix))
      complain(place, {
        message: `"${text}" is in a target that this sync does not feed`,
        hint: `This sync goes to: ${to.join(', ')}.`,
      });
    return [{ target: targetName(prefix), name: name.normalize('NFC') }];
  });
}

function anywhere(text: string, path: Path, complain: Complain): GroupName {
  if (text.length > 1 && text.startsWith('/') && text.endsWith('/'))
    complain(path, {
      message: 'a group to write to is a name, not a pattern',
      hint: 'Use an onTheFly rule to make names from a pattern.',
    });
  return { target: undefined, name: text.normalize('NFC').trim() };
}
