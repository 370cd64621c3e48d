import type { Finding } from '../../model/finding.js';
import { reading } from '../reading.js';
import { groupsFilter } from '../scim-filter.js';
import { type GroupList, listGroups } from './group-list.js';
import type { Service } from './lists.js';
import { unlessRefused } from './pushed.js';

/** Whether `filters: true` is well said: names are compared here without case, and a server that minds it would hide groups (G1). */
export async function filterFindings(
  service: Service,
  { named }: Pick<GroupList, 'named'>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const group = [...named.values()].find(({ name }) => swapped(name) !== name);
  const filter = group === undefined ? undefined : groupsFilter({ names: [swapped(group.name)], prefixes: [], ids: [] });
  if (group === undefined || filter === undefined) return [];
  const ask = () => listGroups(service, { where: 'users', isEnough: true, filter }, { signal });
  const read = await reading('groups by name', () => unlessRefused(service, ask));
  if (read.kind === 'failed') return [read.finding];
  if (read.value === undefined)
    return [{ level: 'info', what: 'the server has no filters', hint: 'Everything is read: `filters: true` changes nothing.' }];
  if (read.value.named.has(group.id)) return [{ level: 'ok', what: 'finds groups by name, whatever the case' }];
  return [
    {
      level: 'problem',
      what: `asked for ${swapped(group.name)}, the server does not find the group ${group.name}: it minds the case`,
      hint: 'Take `filters: true` out: groups that the config names in another case would be missed.',
    },
  ];
}

const swapped = (name: string): string =>
  [...name].map(letter => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('');
