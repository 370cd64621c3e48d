import type { Account } from '../../model/directory.js';
import type { TargetGroupId } from '../../model/ids.js';
import type { Note } from '../../model/plan.js';
import type { DiffInput } from './input.js';

export type Obstacle = 'nested' | 'readOnly';

type Group = { readonly id: TargetGroupId; readonly name: string };

/** Why somebody cannot be taken out of a group though nobody wants them there: only through a nested group, or not to be written (G9, G10). */
export function obstacleToRemoval(group: Group, account: Account, input: Pick<DiffInput, 'capabilities' | 'nested'>) {
  if (account.readOnly?.memberships !== undefined) return 'readOnly' as const;
  return !input.capabilities.directMembers || input.nested(group.id, account.id) ? ('nested' as const) : undefined;
}

/** Those of one group who must stay in it, told once and together. */
export class Staying {
  readonly #usernames: Readonly<Record<Obstacle, string[]>> = { nested: [], readOnly: [] };

  keep(account: Account, why: Obstacle): void {
    this.#usernames[why].push(account.username);
  }

  notes({ name }: Group): Note[] {
    const { nested, readOnly } = this.#usernames;
    return [
      ...(nested.length > 0 ? [{ kind: 'nestedMembers', group: name, accounts: nested.toSorted() } as const] : []),
      ...(readOnly.length > 0 ? [{ kind: 'readOnlyMembers', group: name, accounts: readOnly.toSorted() } as const] : []),
    ];
  }
}
