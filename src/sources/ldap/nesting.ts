import type { ListEvidence, Members, SourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { DnKey } from './dn.js';

/** What a member's DN, or a group's own, turned out to be. */
export type Node =
  | { readonly kind: 'group'; readonly people: ReadonlySet<PersonId>; readonly children: ReadonlySet<DnKey> }
  | { readonly kind: 'person'; readonly id: PersonId }
  /** a computer, a contact, somebody outside of what we read, an entry that is gone */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unknown'; readonly why: string };

/** The members of the groups in scope. */
export interface ReadMembers {
  readonly members: ReadonlyMap<SourceGroupId, SourceGroup['members']>;
  readonly evidence: readonly ListEvidence[];
}

/** Everybody in a group and in the groups inside it, each group once: they may go round in a circle (ldap.md §5, 2026-11; G9). Pure. */
export function flattened(group: DnKey, nodes: ReadonlyMap<DnKey, Node>): Members<PersonId> {
  const ids = new Set<PersonId>();
  const seen = new Set([group]);
  for (const key of seen) {
    const node = nodes.get(key) ?? { kind: 'unknown', why: 'not read' };
    if (node.kind === 'unknown') return node;
    if (node.kind === 'person') ids.add(node.id);
    if (node.kind !== 'group') continue;
    for (const id of node.people) ids.add(id);
    for (const child of node.children) seen.add(child); // a Set goes on with what is added on the way
  }
  return { kind: 'read', ids };
}
