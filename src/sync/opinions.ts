import type { SyncName } from '../model/ids.js';
import type { SyncRules } from '../model/rules.js';
import type { DesiredPerson, Opinion, PersonWish } from '../model/wish.js';

/** The order in which syncs have a say: the highest priority first, then as the file has them (C4). */
export const byPriority = (syncs: readonly SyncRules[]): readonly SyncRules[] =>
  syncs.toSorted((a, b) => b.priority - a.priority);

/**
 * Whose word counts (C4): the first that wants the account, or that had it and cannot be asked: what is not known passes nothing
 * on. But once the owner states that the person left, nobody else's wish keeps the account.
 */
export function ownerAmong(opinions: readonly [Opinion, ...Opinion[]], before: SyncName | undefined): Opinion {
  const last = opinions.find(({ sync }) => sync === before);
  if (last !== undefined && isStated(last)) return last;
  const claims = (one: Opinion) => one.wish.kind === 'wanted' || (one === last && one.wish.kind === 'unknown');
  return opinions.find(claims) ?? last ?? opinions[0];
}

const isStated = ({ wish }: Opinion) => wish.kind === 'notWanted' && wish.leaver === 'stated';

/** What all syncs together want of an account that one of them owns, and who of them wants it, or might. */
export function wishAmong(opinions: readonly Opinion[], owner: SyncName): Pick<DesiredPerson, 'wish' | 'wantedBy' | 'unsureFor'> {
  const syncsThat = (...kinds: readonly PersonWish['kind'][]) =>
    new Set(opinions.filter(({ wish }) => kinds.includes(wish.kind)).map(({ sync }) => sync));
  return { wish: merged(opinions, owner), wantedBy: syncsThat('wanted'), unsureFor: syncsThat('unknown', 'inGrace') };
}

/** An account ends when every sync is known not to want it, or when its owner states so; one that might keeps it (DESIGN §2). */
function merged(opinions: readonly Opinion[], owner: SyncName): PersonWish {
  const own = opinions.find(({ sync }) => sync === owner);
  if (own !== undefined && isStated(own)) return own.wish;
  const open = (['wanted', 'unknown', 'inGrace'] as const).flatMap(kind => opinions.filter(({ wish }) => wish.kind === kind));
  return open[0]?.wish ?? own?.wish ?? { kind: 'unknown', why: 'no sync says why' };
}

/** The first sync that wants this person and creates accounts, whoever owns them then; undefined: nobody is created (U1). */
export const makerOf = ({ wantedBy }: Pick<DesiredPerson, 'wantedBy'>, syncs: Iterable<SyncRules>): SyncRules | undefined =>
  [...syncs].find(({ name, users }) => users.create && wantedBy.has(name));
