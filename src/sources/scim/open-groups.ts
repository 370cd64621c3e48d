import { AccessDenied, NotFound } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { Service } from './lists.js';
import type { Own } from './members.js';
import { GroupWithMembers } from './schema.js';

export interface Asking {
  readonly service: Service;
  /** the attribute `members` → what it says */
  readonly read: (members: unknown) => Own;
  /** groups whose members are known from elsewhere */
  readonly isSettled: (id: SourceGroupId) => boolean;
}

/**
 * Asks each group itself that a list showed without members, and those inside it that no list has, until nothing is open.
 * What it finds goes into `own`; one that fails alone is unknown (R1).
 */
export async function askOpenGroups(
  { service, read, isSettled }: Asking,
  wanted: readonly SourceGroupId[],
  own: Map<SourceGroupId, Own>,
  { signal, onProgress }: ReadOptions,
): Promise<void> {
  const asked = new Set<SourceGroupId>();
  const isOpen = (id: SourceGroupId) => !asked.has(id) && !isSettled(id) && (own.get(id) ?? UNTOLD).kind === 'untold';
  for (let open = reached(wanted, own).filter(isOpen); open.length > 0; open = reached(wanted, own).filter(isOpen)) {
    const answers = await eachAlone(open, {
      signal,
      fatal: error => error instanceof AccessDenied,
      failed: (why): Own => ({ kind: 'unknown', why }),
      task: async id => {
        const answer = await askGroup(service, id, read, signal);
        asked.add(id);
        onProgress?.({ what: 'members', done: asked.size });
        return answer;
      },
    });
    for (const [at, id] of open.entries()) {
      asked.add(id);
      own.set(id, answers[at] ?? UNTOLD);
    }
  }
}

const UNTOLD: Own = { kind: 'untold' };

/** These groups and all inside them, as far as is known by now. */
function reached(wanted: readonly SourceGroupId[], own: ReadonlyMap<SourceGroupId, Own>): readonly SourceGroupId[] {
  const ids = new Set(wanted);
  for (const id of ids) {
    const said = own.get(id);
    if (said?.kind === 'told') for (const inner of [...said.groups, ...said.unclear]) ids.add(inner);
  }
  return [...ids];
}

/** One group is more likely to show its members than a list (scim.md §2, 2026-08). */
async function askGroup({ api, offer }: Service, id: SourceGroupId, read: Asking['read'], signal: AbortSignal): Promise<Own> {
  try {
    const { members } = await api.get(`${offer.groups}/${pathSegment(id, api.name)}`, {}, GroupWithMembers, signal);
    return read(members);
  } catch (error) {
    if (error instanceof NotFound) return { kind: 'notThere' };
    throw error;
  }
}
