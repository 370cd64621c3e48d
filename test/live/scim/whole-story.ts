import { expect } from 'vitest';
import type { RealOrg } from '../../real-org.js';
import { type LiveScene, openScene, orgAt, reachesTheExpectation, syncs } from '../real-org.js';
import { TOKEN } from './admin.js';
import type { ScimServer } from './servers.js';

/** A scene with this server as its source; an empty group comes without `members` from both servers, whoever asks. */
export const sceneOf = ({ url }: ScimServer): Promise<LiveScene> =>
  openScene({
    source: `{ type: scim, url: '${url}', token: '\${file:token}', deviations: [emptyMembersLeftOut] }`,
    files: { token: TOKEN },
  });

/** The organisation into an empty Jira; then what changes at the server, one run after another. */
export async function tellsTheWholeStory(server: ScimServer, org: RealOrg): Promise<void> {
  await server.admin.load(org);
  await using scene = await sceneOf(server);
  await reachesTheExpectation(scene, orgAt(org, 'flat'));

  const [stays, moves, goes] = org.users.map(({ login }) => login);
  if (stays === undefined || moves === undefined || goes === undefined) throw new Error('the organisation has people');
  await joinsAndLeaves(server, scene, org);
  await isRenamed(server, scene, moves);
  await leavesTheCompany(server, scene, goes);
  await renamesAGroup(server, scene, org, stays);
}

const short = (login: string) => login.split('@')[0] ?? login;

/** A membership begins and ends with the source's (U2, G5), and a newcomer gets an account (U1). */
async function joinsAndLeaves({ admin }: ScimServer, scene: LiveScene, org: RealOrg): Promise<void> {
  const group = org.groups.find(({ members }) => members.length >= 8);
  const member = org.users.find(({ id }) => group?.members.includes(id));
  if (group === undefined || member === undefined) throw new Error('the organisation has a larger group');
  await admin.addPerson('new.comer@example.com');
  await admin.join(group.name, 'new.comer@example.com');
  await admin.leave(group.name, member.login);
  const before = scene.directory().groups[group.name] ?? [];

  const { accounts, groups } = await syncs(scene);

  const made = { email: 'new.comer@example.com', displayName: 'new.comer', active: true };
  expect(accounts).toEqual({ 'new.comer': made });
  const after = [...before.filter(name => name !== short(member.login)), 'new.comer'].toSorted();
  expect(groups).toEqual({ [group.name]: after });
}

/** The account is kept, and takes the new login and address over (C3). */
async function isRenamed({ admin }: ScimServer, scene: LiveScene, login: string): Promise<void> {
  const name = scene.directory().accounts[short(login)]?.displayName ?? '';
  const emails = [{ value: 're.named@example.com', type: 'work', primary: true }];
  await admin.change(login, { userName: 're.named@example.com', emails });

  const { accounts } = await syncs(scene);

  expect(accounts).toEqual({
    [short(login)]: undefined,
    're.named': { email: 're.named@example.com', displayName: name, active: true },
  });
}

/** Somebody inactive is a stated leaver: the account is off at once (U2, R5). */
async function leavesTheCompany({ admin }: ScimServer, scene: LiveScene, login: string): Promise<void> {
  const before = scene.directory().accounts[short(login)];
  await admin.change(login, { active: false });

  const { accounts } = await syncs(scene);

  expect(accounts).toEqual({ [short(login)]: { ...before, active: false } });
}

/** Jira cannot rename groups: the link stays on the old name, and members still follow it (G8). */
async function renamesAGroup({ admin }: ScimServer, scene: LiveScene, org: RealOrg, login: string): Promise<void> {
  const id = org.users.find(user => user.login === login)?.id ?? '';
  const group = org.groups.find(({ members }) => members.length > 0 && members.length < 5 && !members.includes(id));
  if (group === undefined) throw new Error('the organisation has a small group');
  await admin.renameGroup(group.name, 'renamed-at-the-source');
  await admin.join(group.name, login);
  const before = scene.directory().groups[group.name] ?? [];

  const { groups } = await syncs(scene);

  expect(groups).toEqual({ [group.name]: [...before, short(login)].toSorted() });
}
