import { z } from 'zod';
import type { Admin } from './admin.js';
import { REALM } from './realm.js';

const Ids = z.array(z.object({ id: z.string() })).min(1);
const Groups = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    get subGroups() {
      return Groups;
    },
  }),
);

/** What an administrator of the realm does in the console. People are meant by user name, groups by their own names. */
export interface Hands {
  person(username: string): Promise<string>;
  group(name: string): Promise<string>;
  join(username: string, group: string): Promise<void>;
  leave(username: string, group: string): Promise<void>;
  change(username: string, particulars: object): Promise<void>;
  call: Admin['call'];
}

export function handsOf(admin: Admin): Hands {
  const call: Admin['call'] = (method, path, body) => admin.call(method, `/${REALM}${path}`, body);
  const person = async (username: string) => {
    const [first] = Ids.parse(await call('GET', `/users?exact=true&username=${encodeURIComponent(username)}`));
    return first?.id ?? '';
  };
  const group = async (name: string) => {
    const found = Groups.parse(await call('GET', `/groups?exact=true&search=${encodeURIComponent(name)}`));
    const id = idIn(found, name);
    if (id === undefined) throw new Error(`there is no group ${name}`);
    return id;
  };
  return {
    ...{ call, person, group },
    join: async (who, which) => void (await call('PUT', `/users/${await person(who)}/groups/${await group(which)}`)),
    leave: async (who, which) => void (await call('DELETE', `/users/${await person(who)}/groups/${await group(which)}`)),
    async change(username, particulars) {
      const id = await person(username);
      await call('PUT', `/users/${id}`, { ...Object(await call('GET', `/users/${id}`)), ...particulars });
    },
  };
}

function idIn(groups: z.output<typeof Groups>, name: string): string | undefined {
  for (const group of groups) {
    const id = group.name === name ? group.id : idIn(group.subGroups, name);
    if (id !== undefined) return id;
  }
  return undefined;
}
