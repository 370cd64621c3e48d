import { api } from './call.js';
import type { ConfluenceGroup, ConfluenceUser } from './state.js';

const profilePicture = { path: '/images/icons/profilepics/default.svg', width: 48, height: 48, isDefault: true };

/** Without an e-mail address; the status only when it is asked for. */
export function personBean(base: string, user: ConfluenceUser, expand: string | null) {
  const isAsked = (expand ?? '').split(',').includes('status');
  return {
    type: user.type,
    username: user.name,
    userKey: user.key,
    profilePicture,
    displayName: user.fullName,
    ...(isAsked ? { status: user.active ? 'current' : 'deactivated' } : {}),
    _links: { self: `${base}${api('user')}?key=${user.key}` },
    _expandable: isAsked ? {} : { status: '' },
  };
}

export const anonymousBean = { type: 'anonymous', profilePicture, displayName: 'Anonymous' };

export const groupBean = (base: string, { name }: ConfluenceGroup) => ({
  type: 'group',
  name,
  _links: { self: `${base}${api('group')}/${encodeURIComponent(name)}` },
});
