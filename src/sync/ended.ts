import type { Account, TargetDirectory } from '../model/directory.js';
import type { AccountId } from '../model/ids.js';
import type { Link } from '../state/store.js';
import type { Capabilities } from '../targets/target.js';

/**
 * A product without a switch shows every account as active. One that we ended, and that nothing lets in since, is switched off for
 * all that rollcall decides: it is not ended twice, it comes back by the rules of U6, and its memberships by G5. Pure.
 */
export function withEnded(
  actual: TargetDirectory,
  links: readonly Link[],
  { ending }: Pick<Capabilities, 'ending'>,
): TargetDirectory {
  if (ending !== 'revokeAccess') return actual;
  const ended = new Set(links.flatMap(({ account, deactivatedAt }) => (deactivatedAt === undefined ? [] : [account])));
  const accounts = [...actual.accounts].map(([id, account]): [AccountId, Account] => {
    const isOff = ended.has(id) && account.hasAccess === false;
    return [id, isOff ? { ...account, active: false } : account];
  });
  return { ...actual, accounts: new Map(accounts) };
}
