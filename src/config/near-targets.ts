import type { Complaint, Path } from './complaint.js';
import type { SyncText } from './schema.js';
import { closest } from './suggest.js';

interface Named {
  readonly path: Path;
  readonly text: SyncText;
}

/** `jra/developers` is a fine name of a group; where a target is called `jira`, it is hardly meant as one. */
export const nearTargets = (syncs: readonly Named[], targets: readonly string[]): Complaint[] =>
  syncs.flatMap(sync => groupsToWrite(sync).flatMap(({ path, name }) => misspelt(name, path, targets)));

const groupsToWrite = ({ path, text: { groups } }: Named): { readonly path: Path; readonly name: string }[] => [
  ...groups.manual.flatMap(({ to }, rule) =>
    to.map((name, at) => ({ path: [...path, 'groups', 'manual', rule, 'to', at], name })),
  ),
  ...(['newUsers', 'allUsers'] as const).flatMap(list =>
    groups.defaults[list].map((name, at) => ({ path: [...path, 'groups', 'defaults', list, at], name })),
  ),
];

function misspelt(name: string, path: Path, targets: readonly string[]): Complaint[] {
  const slash = name.indexOf('/');
  const prefix = name.slice(0, Math.max(slash, 0));
  const target = slash > 0 && !targets.includes(prefix) ? closest(prefix, targets) : undefined;
  if (target === undefined) return [];
  return [
    {
      path,
      message: `there is no target "${prefix}", so that this is the group "${name}" of every target of the sync`,
      hint: `Did you mean "${target}${name.slice(slash)}"?`,
    },
  ];
}
