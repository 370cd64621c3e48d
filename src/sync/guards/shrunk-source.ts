import type { SourceDirectory } from '../../model/directory.js';
import { nameKey } from '../../model/names.js';
import type { SourceRules } from '../../model/rules.js';
import type { SourceCount } from '../../state/store.js';

/** Why a read that looks whole is not believed: far fewer people than last time, or somebody missing who is always there. Pure. */
export function shrunkBecause(
  directory: SourceDirectory,
  rules: SourceRules,
  last: SourceCount | undefined,
  allowed: number,
): string | undefined {
  const people = activePeople(directory);
  if (last !== undefined && people < last.people * rules.shrunkShare && last.people - people > allowed)
    return `shrunk-source: ${people} active people, ${last.people} at the last good read (${last.readAt}); under ${Math.round(rules.shrunkShare * 100)} % is not believed; if it is right: --allow ${rules.name}:shrunk-source=${last.people - people}`;
  return missingCanary(directory, rules);
}

export const activePeople = ({ people }: Pick<SourceDirectory, 'people'>): number =>
  [...people.values()].filter(({ standing }) => standing.kind === 'active').length;

function missingCanary({ people, groups }: SourceDirectory, { canaries }: SourceRules): string | undefined {
  const names = new Set(
    [...people.values()]
      .filter(({ standing }) => standing.kind === 'active')
      .flatMap(({ login, email }) => [nameKey(login), nameKey(email)]),
  );
  for (const user of canaries.users)
    if (!names.has(nameKey(user))) return `shrunk-source: the canary ${user} is not among the active people`;
  for (const { name, text, holds } of canaries.groups) {
    const found = [...groups.values()].filter(group => nameKey(group.name) === nameKey(name));
    if (found.length === 0) return `shrunk-source: the canary group ${name} is not there`;
    const counts = found.map(({ members }) => (members.kind === 'read' ? members.ids.size : 0));
    if (!counts.some(count => holds(count)))
      return `shrunk-source: the canary group ${name} has ${counts.join(', ')} members, not ${text}`;
  }
  return undefined;
}
