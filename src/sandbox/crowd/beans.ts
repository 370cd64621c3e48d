import type { CrowdGroup, CrowdUser } from './directory.js';
import type { CrowdServer } from './server.js';

const link = (href: string, rel = 'self') => ({ href, rel });
const linkTo = (base: string, path: string, query: Record<string, string>) => `${base}/${path}?${new URLSearchParams(query)}`;

/** One list under its plural name, or, as the newest vendor pages show it, under its singular one. */
export const listOf = (server: CrowdServer, kind: 'user' | 'group' | 'attribute', items: readonly unknown[]) => ({
  [server.singularKeys ? kind : `${kind}s`]: items,
});

export const userLink = (server: CrowdServer, base: string, user: CrowdUser) => ({
  name: server.shown(user.name),
  link: link(linkTo(base, 'user', { username: server.shown(user.name) })),
});

export function userBean(server: CrowdServer, base: string, user: CrowdUser, expand: boolean) {
  const name = server.shown(user.name);
  return {
    expand: 'attributes',
    ...userLink(server, base, user),
    'first-name': user.firstName,
    'last-name': user.lastName,
    'display-name': user.displayName,
    email: user.email,
    password: { link: link(linkTo(base, 'user/password', { username: name }), 'edit') },
    ...(user.key === undefined || server.keysHidden ? {} : { key: user.key }),
    active: user.active,
    ...user.extra,
    attributes: attributesBean(server, linkTo(base, 'user/attribute', { username: name }), user.attributes, expand),
  };
}

export const groupLink = (server: CrowdServer, base: string, group: CrowdGroup) => ({
  name: server.shown(group.name),
  link: link(linkTo(base, 'group', { groupname: server.shown(group.name) })),
});

export const groupBean = (server: CrowdServer, base: string, group: CrowdGroup, expand: boolean) => ({
  expand: 'attributes',
  ...groupLink(server, base, group),
  description: group.description,
  type: 'GROUP',
  active: group.active,
  attributes: attributesBean(server, linkTo(base, 'group/attribute', { groupname: group.name }), group.attributes, expand),
});

/** Without `expand` the list is empty, whatever there is. */
export function attributesBean(
  server: CrowdServer,
  href: string,
  attributes: ReadonlyMap<string, readonly string[]>,
  expand: boolean,
) {
  const items = [...attributes].map(([name, values]) => ({
    name,
    values,
    link: link(`${href}&attributename=${encodeURIComponent(name)}`),
  }));
  return { ...listOf(server, 'attribute', expand ? items : []), link: link(href) };
}
