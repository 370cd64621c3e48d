import type { TargetGroup } from '../../model/directory.js';
import { type ProviderId, type SourceName, sourceGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { DesiredGroup } from '../../model/wish.js';
import type { ManagedGroup } from '../../state/store.js';
import type { GroupDraft, GroupMemory } from './draft.js';
import type { DiffInput } from './input.js';

/** A group becomes rollcall's business with the source groups behind it; another source group under its name is told (G5, G8). */
export function take(group: DesiredGroup, found: TargetGroup, input: DiffInput, memory: GroupMemory, draft: GroupDraft): void {
  const known = memory.managed.get(found.id);
  const replaced = replacedBy(group, known, input.providers);
  if (replaced !== undefined) draft.notes.push({ kind: 'replacedGroup', group: found.name, ...replaced });
  // a plan that does not know whom the group is for shows no removals: to apply it approves none of a later, unattended run (G5)
  if (group.unknown.length > 0 || (group.from.length === 0 && known !== undefined)) return;
  const from = sourcesBehind(group, known, input.providers);
  const isSame = ({ provider, via }: (typeof from)[number]) =>
    known?.from.some(before => before.id === via.id && before.provider === provider && before.name === via.name);
  if (known !== undefined && from.length === known.from.length && from.every(isSame)) return;
  draft.takes.push({
    id: found.id,
    name: found.name,
    how: known?.how ?? 'adopted',
    known: known !== undefined,
    from: from.map(({ source, via }) => ({ source, group: sourceGroupId(via.id), name: via.name })),
  });
}

/**
 * Each source group once. One that is known keeps the name that it was taken under: by that a rename is seen at each run, and
 * not only at the first (G8).
 */
function sourcesBehind(group: DesiredGroup, known: ManagedGroup | undefined, providers: ReadonlyMap<SourceName, ProviderId>) {
  const behind = group.from.map(({ source, group: via }) => {
    const provider = providers.get(source);
    const before = known?.from.find(one => one.id === via.id && one.provider === provider);
    return { source, provider, via: { id: via.id, name: before?.name ?? via.name } };
  });
  return [...new Map(behind.map(one => [`${one.provider} ${one.via.id}`, one])).values()];
}

/** A name that now belongs to another id of the same provider: the one behind it before is gone, or is called otherwise (G8). */
export function replacedBy(
  { from }: DesiredGroup,
  known: ManagedGroup | undefined,
  providers: ReadonlyMap<SourceName, ProviderId>,
): { readonly was: string; readonly now: string } | undefined {
  if (known === undefined) return undefined;
  const isKnown = (id: string) => known.from.some(before => before.id === id);
  for (const before of known.from) {
    const successor = from.find(
      ({ source, group }) =>
        providers.get(source) === before.provider && !isKnown(group.id) && nameKey(group.name) === nameKey(before.name),
    );
    if (successor !== undefined) return { was: before.id, now: successor.group.id };
  }
  return undefined;
}
