import type { CrowdServer } from './server.js';

const escaped = (text: string) =>
  text
    .replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/[\n\r\t]/g, character => `&#${character.charCodeAt(0)};`);

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** A bean as JAXB writes it, near enough: `name`, `expand`, `href` and `rel` are attributes, lists repeat their singular. */
export const toXml = (element: string, bean: unknown): string => `${HEAD}${elementOf(element, bean)}`;

const ATTRIBUTES = ['name', 'expand', 'href', 'rel'];

function elementOf(element: string, value: unknown): string {
  if (typeof value !== 'object' || value === null) return `<${element}>${escaped(String(value ?? ''))}</${element}>`;
  const fields = Object.entries(value);
  const attributes = fields
    .filter(([name]) => ATTRIBUTES.includes(name))
    .map(([name, text]) => ` ${name}="${escaped(String(text))}"`);
  const inner = fields
    .filter(([name]) => !ATTRIBUTES.includes(name))
    .map(([name, each]) =>
      Array.isArray(each) ? each.map(item => elementOf(name.replace(/s$/, ''), item)).join('') : elementOf(name, each),
    );
  return `<${element}${attributes.join('')}>${inner.join('')}</${element}>`;
}

/** Every direct membership, and every group in a group, in one document (crowd sheet §3). */
export function membershipsXml(server: CrowdServer): string {
  const named = (element: string, each: { readonly name: string }) => `<${element} name="${escaped(server.shown(each.name))}"/>`;
  const memberships = server.directory.groups().map(group => {
    const users = server.seen(server.directory.membersOf(group)).map(user => named('user', user));
    const groups = server.directory.childrenOf(group).map(child => named('group', child));
    return `<membership group="${escaped(server.shown(group.name))}"><users>${users.join('')}</users><groups>${groups.join('')}</groups></membership>`;
  });
  return `${HEAD}<memberships>${memberships.join('')}</memberships>`;
}
