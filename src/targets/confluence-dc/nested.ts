import { AccessDenied, NotFound } from '../../errors.js';
import type { TargetGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { addressOf } from './members.js';
import { readList } from './pages.js';
import { GroupRow, groupIdOf } from './schema.js';
import type { Session } from './session.js';

/** Names of groups, and whether all that are nested in them could be asked for. */
export interface Nested {
  readonly names: ReadonlySet<string>;
  readonly whole: boolean;
}

/**
 * Groups, and all that are nested in them at any depth. What the outer one gives, members of the inner ones have too; whether
 * they stand in its list, or it in theirs, nobody says (confluence-dc sheet §3, November 2026).
 */
export async function withNested(session: Session, groups: Iterable<string>, options: ReadOptions): Promise<Nested> {
  const found = new Map<TargetGroupId, string>();
  const next = [...groups];
  let whole = true;
  for (let name = next.shift(); name !== undefined; name = next.shift()) {
    if (found.has(groupIdOf(name))) continue;
    found.set(groupIdOf(name), name);
    const children = await childrenOf(session, name, options);
    if (children === undefined) whole = false;
    else next.push(...children);
  }
  return { names: new Set(found.values()), whole };
}

/** undefined: this version does not tell, or we may not see it ("Browse all group members"). */
async function childrenOf(session: Session, name: string, { signal }: ReadOptions): Promise<readonly string[] | undefined> {
  const asked = addressOf(session, name, 'groupmember');
  if (asked === undefined) return undefined;
  try {
    const list = { ...asked, what: `groups in ${name}`, row: GroupRow, keyOf: (row: { name: string }) => row.name };
    return (await readList(session, list, { signal })).rows.map(row => row.name);
  } catch (error) {
    if (error instanceof AccessDenied || error instanceof NotFound) return undefined;
    throw error;
  }
}
