import { type Account, knownIn, type TargetDirectory } from '../model/directory.js';
import type { AccountId } from '../model/ids.js';
import type { Link } from '../state/store.js';
import type { Capabilities } from '../targets/target.js';

/**
 * A product without a switch shows every account as active. One that we ended, and that nothing lets in since, is switched off for
 * all that rollcall decides: it is not ended twice, it comes back by the rules of U6, and its memberships by G5. One that is still in
 * a group was not ended to the end: having no licence, it would be let in by the next one that it gets. Pure.
 */
export function withEnded(
  actual: TargetDirectory,
  links: readonly Link[],
  { ending }: Pick<Capabilities, 'ending'>,
): TargetDirectory {
  if (ending !== 'revokeAccess') return actual;
  const ended = new Set(links.flatMap(({ account, deactivatedAt }) => (deactivatedAt === undefined ? [] : [account])));
  const members = new Set([...actual.groups.values()].flatMap(group => [...(knownIn(group) ?? [])]));
  const accounts = [...actual.accounts].map(([id, account]): [AccountId, Account] => {
    const isOff = ended.has(id) && account.hasAccess === false && !members.has(id);
    return [id, isOff ? { ...account, active: false } : account];
  });
  return { ...actual, accounts: new Map(accounts) };
}
