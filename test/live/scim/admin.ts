import { z } from 'zod';
import type { RealOrg } from '../../real-org.js';

/** What an administrator, or another program, does at the server, by SCIM's own writes. People go by login, groups by name. */
export interface ScimAdmin {
  load(org: RealOrg): Promise<void>;
  addPerson(login: string): Promise<void>;
  change(login: string, values: Readonly<Record<string, unknown>>): Promise<void>;
  remove(login: string): Promise<void>;
  renameGroup(name: string, to: string): Promise<void>;
  join(group: string, login: string): Promise<void>;
  leave(group: string, login: string): Promise<void>;
}

export const TOKEN = 'scim-secret-Wq8';

const Made = z.object({ id: z.string() });
const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export function scimAdmin(url: string): ScimAdmin {
  const people = new Map<string, string>();
  const groups = new Map<string, string>();
  const call = (method: string, path: string, body?: unknown) => send(url, method, path, body);
  const patch = (path: string, operation: object) => call('PATCH', path, { schemas: [PATCH], Operations: [operation] });
  const addPerson = async (login: string, more: object = {}) => {
    const emails = [{ value: login, type: 'work', primary: true }];
    const made = await call('POST', '/Users', { schemas: [`${CORE}:User`], userName: login, active: true, emails, ...more });
    people.set(login, Made.parse(made).id);
  };

  return {
    async load(org) {
      const logins = new Map(org.users.map(({ id, login }) => [id, login]));
      for (const { id, login, email, firstName, lastName, displayName } of org.users) {
        const name = { givenName: firstName, familyName: lastName };
        await addPerson(login, { externalId: id, displayName, name, emails: [{ value: email, type: 'work', primary: true }] });
      }
      for (const { name, members } of org.groups) {
        const all = members.map(id => ({ value: people.get(logins.get(id) ?? ''), type: 'User' }));
        const made = await call('POST', '/Groups', { schemas: [`${CORE}:Group`], displayName: name, members: all });
        groups.set(name, Made.parse(made).id);
      }
    },
    addPerson: login => addPerson(login, { displayName: login.split('@')[0] }),
    async change(login, values) {
      for (const [attribute, value] of Object.entries(values))
        await patch(`/Users/${people.get(login)}`, { op: 'replace', path: attribute, value });
    },
    async remove(login) {
      await call('DELETE', `/Users/${people.get(login)}`);
    },
    async renameGroup(name, to) {
      await patch(`/Groups/${groups.get(name)}`, { op: 'replace', path: 'displayName', value: to });
    },
    async join(group, login) {
      await patch(`/Groups/${groups.get(group)}`, {
        op: 'add',
        path: 'members',
        value: [{ value: people.get(login), type: 'User' }],
      });
    },
    async leave(group, login) {
      await patch(`/Groups/${groups.get(group)}`, { op: 'remove', path: `members[value eq "${people.get(login)}"]` });
    },
  };
}

async function send(url: string, method: string, path: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' };
  const json = body === undefined ? null : JSON.stringify(body);
  const answer = await fetch(`${url}${path}`, { method, headers, body: json });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
