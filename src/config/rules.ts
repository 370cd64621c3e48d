import type { Complaint, Path } from './complaint.js';
import type { SyncText } from './schema.js';
import { suggestion } from './suggest.js';

/** What the checks across fields look at: names as written, sections as far as they could be parsed. */
interface Draft {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly syncs: readonly { readonly path: Path; readonly text: SyncText }[];
  readonly approvals: readonly { readonly target: string }[];
}

type Rule = (draft: Draft) => readonly Complaint[];

/** Every check across fields; each one is told apart from the others and from what the schema finds. */
export const checkRules: Rule = draft => rules.flatMap(rule => rule(draft));

const rules: readonly Rule[] = [
  syncReadsAKnownSource,
  syncFeedsKnownTargets,
  syncNamesDiffer,
  targetsAreNamedOnce,
  ruleIdsDiffer,
  matchedAttributesAreMapped,
  createdAccountsHaveEverything,
  deleteAfterNeedsDelete,
  timesNeedASchedule,
  approvalsNameKnownTargets,
];

function syncReadsAKnownSource({ syncs, sources }: Draft): Complaint[] {
  return syncs
    .filter(({ text }) => !sources.includes(text.from))
    .map(({ path, text }) => ({
      path: [...path, 'from'],
      message: `there is no source "${text.from}"`,
      hint: suggestion(text.from, sources),
    }));
}

function syncFeedsKnownTargets({ syncs, targets }: Draft): Complaint[] {
  return syncs.flatMap(({ path, text }) =>
    [...text.to.entries()]
      .filter(([, name]) => !targets.includes(name))
      .map(([at, name]) => ({
        path: [...path, 'to', at],
        message: `there is no target "${name}"`,
        hint: suggestion(name, targets),
      })),
  );
}

function syncNamesDiffer({ syncs }: Draft): Complaint[] {
  return repeated(syncs, ({ text }) => text.name).map(({ path, text }) => ({
    path: [...path, 'name'],
    message: `two syncs are called "${text.name}"`,
    hint: 'Give each a name of its own: it stands in plans and in the state.',
  }));
}

function targetsAreNamedOnce({ syncs }: Draft): Complaint[] {
  return syncs.flatMap(({ path, text }) =>
    repeated([...text.to.entries()], ([, name]) => name).map(([at, name]) => ({
      path: [...path, 'to', at],
      message: `"${name}" stands here twice`,
      hint: 'Remove one.',
    })),
  );
}

function ruleIdsDiffer({ syncs }: Draft): Complaint[] {
  return syncs.flatMap(({ path, text: { groups } }) => {
    const ids = (['manual', 'onTheFly'] as const).flatMap(list =>
      groups[list].flatMap(({ id }, at) => (id === undefined ? [] : [{ id, path: [...path, 'groups', list, at, 'id'] }])),
    );
    return repeated(ids, ({ id }) => id).map(({ id, path: place }) => ({
      path: place,
      message: `two rules have the id "${id}"`,
      hint: 'The ledger knows memberships by it: give each rule its own.',
    }));
  });
}

function matchedAttributesAreMapped({ syncs }: Draft): Complaint[] {
  return syncs.flatMap(({ path, text: { users } }) => {
    const { attributes, match } = users;
    if (attributes === undefined || match === undefined) return [];
    return [...match.entries()]
      .filter(([, name]) => attributes[name] === undefined)
      .map(([at, name]) => ({
        path: [...path, 'users', 'match', at],
        message: `match names ${name}, which attributes does not map`,
        hint: `Add attributes: { ${name}: … }, or take it out of match.`,
      }));
  });
}

function createdAccountsHaveEverything({ syncs }: Draft): Complaint[] {
  return syncs.flatMap(({ path, text: { users } }) => {
    const { attributes, create } = users;
    if (attributes === undefined || !create) return [];
    const missing = (['username', 'email', 'displayName'] as const).filter(name => attributes[name] === undefined);
    if (missing.length === 0) return [];
    return [
      {
        path: [...path, 'users', 'attributes'],
        at: 'key' as const,
        message: `new accounts also need ${missing.join(' and ')}`,
        hint: `Map ${missing.join(' and ')}, leave attributes out altogether, or set create: false.`,
      },
    ];
  });
}

function deleteAfterNeedsDelete({ syncs }: Draft): Complaint[] {
  return syncs
    .filter(({ text: { users } }) => users.leavers.deleteAfter !== undefined && users.leavers.action !== 'delete')
    .map(({ path }) => ({
      path: [...path, 'users', 'leavers', 'deleteAfter'],
      at: 'key',
      message: 'deleteAfter does nothing unless action is delete',
      hint: 'Remove it, or set action: delete.',
    }));
}

function timesNeedASchedule({ syncs }: Draft): Complaint[] {
  return syncs.flatMap(({ path, text }) =>
    (['timezone', 'jitter'] as const)
      .filter(key => text[key] !== undefined && text.schedule === undefined)
      .map(key => ({
        path: [...path, key],
        at: 'key' as const,
        message: `${key} does nothing without a schedule`,
        hint: "Add schedule: '*/30 * * * *', or remove it.",
      })),
  );
}

function approvalsNameKnownTargets({ approvals, targets }: Draft): Complaint[] {
  return [...approvals.entries()]
    .filter(([, { target }]) => !targets.includes(target))
    .map(([at, { target }]) => ({
      path: ['approvals', at, 'target'],
      message: `there is no target "${target}"`,
      hint: suggestion(target, targets),
    }));
}

/** The items whose key an earlier one has. */
function repeated<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter(item => {
    const key = keyOf(item);
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated;
  });
}
