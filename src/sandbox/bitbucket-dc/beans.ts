import type { Bitbucket } from './bitbucket.js';
import type { BitbucketGroup, BitbucketUser } from './state.js';
import { versions } from './versions.js';

/** The name as it stands in addresses: lower case, odd characters replaced. */
export const slugOf = ({ name }: BitbucketUser): string => name.toLowerCase().replace(/[^\p{L}\p{N}._-]/gu, '_');

export const userBean = (user: BitbucketUser, base: string) => ({
  name: user.name,
  emailAddress: user.emailAddress,
  active: user.active,
  displayName: user.displayName,
  id: user.id,
  slug: slugOf(user),
  type: user.type,
  links: { self: [{ href: `${base}/users/${encodeURIComponent(slugOf(user))}` }] },
});

/** As administrators see it; nothing at all of who was anonymised. */
export function detailedBean(bitbucket: Bitbucket, user: BitbucketUser, base: string) {
  if (user.erased) return undefined;
  const { name, readOnly } = bitbucket.directoryOf(user);
  const { createdTimestamp, lastAuthenticationTimestamp } = user;
  return {
    ...userBean(user, base),
    directoryName: name,
    deletable: !readOnly,
    ...(versions[bitbucket.version].tellsCreation && { createdTimestamp }),
    ...(lastAuthenticationTimestamp !== undefined && { lastAuthenticationTimestamp }),
    mutableDetails: !readOnly,
    mutableGroups: !readOnly,
  };
}

export const groupBean = ({ name, readOnly }: BitbucketGroup) => ({ name, deletable: !readOnly });
