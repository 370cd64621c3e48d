import { Attribute, Change, Client } from 'ldapts';
import { inDn } from './ldif.js';
import type { Hands } from './story.js';

interface Layout {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly base: string;
  /** the attribute that holds the login */
  readonly login: string;
  readonly people: string;
  readonly groups: string;
  /** what a person's entry is named by, and a new one's attributes */
  readonly rdn: string;
  readonly zoe: Readonly<Record<string, string>>;
  readonly disabled: { readonly attribute: string; readonly on: readonly string[]; readonly off: readonly string[] };
}

/** An administrator with an LDAP client: ldapts' own, so that nothing of ours is proved by itself. */
export async function handsOf(layout: Layout): Promise<Hands> {
  const { base, login, people, groups, rdn } = layout;
  const client = new Client({ url: layout.url });
  await client.bind(layout.user, layout.password);

  const person = async (name: string) => {
    const { searchEntries } = await client.search(people, { filter: `(${login}=${name})`, attributes: ['1.1'] });
    return searchEntries[0]?.dn ?? Promise.reject(new Error(`nobody below ${base} is called ${name}`));
  };
  const group = (name: string) => `CN=${inDn(name)},${groups}`;
  const change = (dn: string, operation: 'add' | 'delete' | 'replace', type: string, values: readonly string[]) =>
    client.modify(dn, new Change({ operation, modification: new Attribute({ type, values: [...values] }) }));

  return {
    join: async (name, to) => change(group(to), 'add', 'member', [await person(name)]),
    leave: async (name, from) => change(group(from), 'delete', 'member', [await person(name)]),
    hire: () => client.add(`${rdn}=zoe,${people}`, layout.zoe),
    async marry(name) {
      const dn = await person(name);
      const holding = await client.search(groups, { filter: `(member=${dn})`, attributes: ['member'] });
      await client.modifyDN(dn, `${rdn}=emma.married,${people}`);
      const married = `${rdn}=emma.married,${people}`;
      // Active Directory keeps members' names itself; without the refint overlay OpenLDAP leaves that to who renames
      for (const { dn: holder } of (await client.search(groups, { filter: `(member=${dn})`, attributes: ['1.1'] }))
        .searchEntries) {
        if (!holding.searchEntries.some(each => each.dn === holder)) continue;
        await change(holder, 'delete', 'member', [dn]);
        await change(holder, 'add', 'member', [married]);
      }
      const attributes = {
        [login]: 'emma.married@example.com',
        mail: 'emma.married@example.com',
        sn: 'Married',
        displayName: 'Emma Married',
      };
      for (const [attribute, value] of Object.entries(attributes)) await change(married, 'replace', attribute, [value]);
    },
    enable: async (name, isEnabled) =>
      change(await person(name), 'replace', layout.disabled.attribute, isEnabled ? layout.disabled.off : layout.disabled.on),
    remove: async name => client.del(await person(name)),
    renameGroup: (name, to) => client.modifyDN(group(name), `CN=${inDn(to)},${groups}`),
    [Symbol.asyncDispose]: () => client.unbind(),
  };
}
