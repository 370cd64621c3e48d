import { describe, expect, it } from 'vitest';
import { type JiraEmulator, startJira } from './index.js';

/** Calls as the admin, with the header that writes need. */
async function call(jira: JiraEmulator, method: string, path: string, body?: unknown) {
  const reply = await fetch(`${jira.url}/rest/api/2/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${jira.token}`,
      'x-atlassian-token': 'no-check',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? undefined : JSON.parse(text), etag: reply.headers.get('etag') };
}

const many = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `user${String(n).padStart(3, '0')}` }));
const names = (users: { name: string }[]) => users.map(({ name }) => name);

describe('groups', () => {
  it('are picked 20 at a time without pages; the total tells', async () => {
    await using jira = await startJira({ groups: Array.from({ length: 30 }, (_, n) => `team-${n}`) });

    const some = (await call(jira, 'GET', 'groups/picker?query=TEAM')).body;
    const all = (await call(jira, 'GET', 'groups/picker?query=team&maxResults=9999')).body;

    expect([some.groups.length, some.total, some.header]).toEqual([20, 30, 'Showing 20 of 30 matching groups']);
    expect(all.groups.length).toBe(30);
    expect(all.groups[0]).toEqual({ name: 'team-0', html: '<b>team</b>-0', labels: [] });
    jira.limits.groupPicker = 25;
    expect((await call(jira, 'GET', 'groups/picker?query=team&maxResults=9999')).body).toMatchObject({
      total: 30,
      groups: { length: 25 },
    });
  });

  it('keep their case, and are told apart without it', async () => {
    await using jira = await startJira();

    expect(await call(jira, 'POST', 'group', { name: 'Team Blue' })).toMatchObject({ status: 201, body: { name: 'Team Blue' } });
    expect((await call(jira, 'POST', 'group', { name: 'TEAM BLUE' })).status).toBe(400);
    expect((await call(jira, 'POST', 'group', { name: ' ' })).status).toBe(400);
    expect((await call(jira, 'GET', 'group?groupname=team%20blue')).body.name).toBe('Team Blue');
  });

  it.each(['a/b', 'c+d', 'e&f', 'Größe 日本', 'x=y?z#%'])('may be called %s', async name => {
    await using jira = await startJira({ users: [{ name: 'a+b@example.com' }] });
    const group = `groupname=${encodeURIComponent(name)}`;
    const user = 'a%2Bb%40example.com';

    expect((await call(jira, 'POST', 'group', { name })).status).toBe(201);
    expect((await call(jira, 'POST', `group/user?${group}`, { name: 'a+b@example.com' })).status).toBe(201);
    expect(names((await call(jira, 'GET', `group/member?${group}`)).body.values)).toEqual(['a+b@example.com']);
    expect((await call(jira, 'DELETE', `group/user?${group}&username=${user}`)).status).toBe(200);
    expect((await call(jira, 'DELETE', `group?${group}`)).status).toBe(200);
    expect((await call(jira, 'GET', `group?${group}`)).status).toBe(404);
  });

  it('show their users only when expanded', async () => {
    await using jira = await startJira({ users: many(60), groups: [{ name: 'g', members: names(many(60)) }] });

    const plain = (await call(jira, 'GET', 'group?groupname=g')).body.users;
    const page = (await call(jira, 'GET', 'group?groupname=g&expand=users[50:99]')).body.users;

    expect(plain).toMatchObject({ size: 60, items: [], 'max-results': 50 });
    expect(page).toMatchObject({ size: 60, items: { length: 10 }, 'start-index': 50, 'end-index': 60 });
  });

  it('are deleted out of their applications, and only with an heir when comments depend on them', async () => {
    await using jira = await startJira({ groups: ['heir'] });
    const group = jira.group('jira-software-users');
    if (group) group.restrictions = 2;

    expect((await call(jira, 'DELETE', 'group?groupname=jira-software-users')).status).toBe(400);
    expect((await call(jira, 'DELETE', 'group?groupname=jira-software-users&swapGroup=nope')).status).toBe(400);
    expect((await call(jira, 'DELETE', 'group?groupname=jira-software-users&swapGroup=heir')).status).toBe(200);
    expect((await call(jira, 'DELETE', 'group?groupname=jira-software-users')).status).toBe(404);

    expect(jira.group('heir')?.restrictions).toBe(2);
    expect(jira.applicationRoles.get('jira-software')).toMatchObject({ groups: ['jira-administrators'], defaultGroups: [] });
  });
});

describe('members', () => {
  it('come 50 at most at a time, whatever one asks for', async () => {
    await using jira = await startJira({ users: many(120), groups: [{ name: 'g', members: names(many(120)) }] });

    const first = (await call(jira, 'GET', 'group/member?groupname=g&maxResults=1000')).body;
    const last = (await call(jira, 'GET', 'group/member?groupname=g&maxResults=1000&startAt=100')).body;

    expect(first).toMatchObject({ maxResults: 50, startAt: 0, total: 120, isLast: false, values: { length: 50 } });
    expect(first.nextPage).toContain('startAt=50');
    expect(last).toMatchObject({ startAt: 100, isLast: true, values: { length: 20 } });
    expect(last).not.toHaveProperty('nextPage');
  });

  it('include those of nested groups, which cannot be removed here', async () => {
    await using jira = await startJira({
      users: [{ name: 'direct' }, { name: 'nested' }],
      groups: [
        { name: 'Inner', members: ['nested'] },
        { name: 'outer', members: ['direct'], children: ['inner'] },
      ],
    });
    jira.nest('outer', 'inner'); // a circle must not hang it

    expect(names((await call(jira, 'GET', 'group/member?groupname=OUTER')).body.values)).toEqual(['direct', 'nested']);
    expect((await call(jira, 'GET', 'user?username=nested&expand=groups')).body.groups.items).toMatchObject([
      { name: 'Inner' },
      { name: 'outer' },
    ]);
    const removal = await call(jira, 'DELETE', 'group/user?groupname=outer&username=nested');
    expect(removal).toMatchObject({ status: 400, body: { errorMessages: [expect.stringContaining('not a member')] } });
    expect((await call(jira, 'DELETE', 'group/user?groupname=outer&username=direct')).status).toBe(200);
  });

  it('leave inactive ones out unless asked', async () => {
    await using jira = await startJira({
      users: [
        { name: 'on', groups: ['g'] },
        { name: 'off', active: false, groups: ['g'] },
      ],
    });
    expect(names((await call(jira, 'GET', 'group/member?groupname=g')).body.values)).toEqual(['on']);
    expect((await call(jira, 'GET', 'group/member?groupname=g&includeInactiveUsers=true')).body.total).toBe(2);
  });

  it('are added once, and known ones only', async () => {
    await using jira = await startJira({ users: [{ name: 'mia' }], groups: ['Team'] });
    const add = (group: string, name: string) => call(jira, 'POST', `group/user?groupname=${group}`, { name });

    expect(await add('team', 'MIA')).toMatchObject({ status: 201, body: { name: 'Team' } });
    expect(await add('team', 'mia')).toMatchObject({
      status: 400,
      body: { errorMessages: ["Cannot add user. 'mia' is already a member of 'Team'"], errors: {} },
    });
    expect((await add('team', 'nobody')).status).toBe(404);
    expect((await add('nope', 'mia')).status).toBe(404);
    expect((await add('', 'mia')).status).toBe(400);
    expect((await add('team', '')).status).toBe(400);
    expect((await call(jira, 'DELETE', 'group/user?groupname=team&username=nobody')).status).toBe(404);
    expect((await call(jira, 'GET', 'group/member?groupname=nope')).status).toBe(404);
    expect((await call(jira, 'GET', 'group/member')).status).toBe(400);
  });

  it('of a read-only group stay as they are', async () => {
    await using jira = await startJira({
      users: [{ name: 'mia' }, { name: 'nia' }],
      groups: [{ name: 'ldap', members: ['mia'] }],
    });
    jira.readOnlyGroup('ldap');

    expect((await call(jira, 'POST', 'group/user?groupname=ldap', { name: 'nia' })).status).toBe(400);
    expect((await call(jira, 'DELETE', 'group/user?groupname=ldap&username=mia')).status).toBe(400);
    expect((await call(jira, 'DELETE', 'group?groupname=ldap')).status).toBe(400);
    expect(jira.group('ldap')?.members.size).toBe(1);
  });
});

describe('applications', () => {
  it('count the active members of their groups, each once', async () => {
    await using jira = await startJira({
      users: [
        { name: 'mia', groups: ['jira-software-users', 'jira-administrators'] },
        { name: 'off', active: false, groups: ['jira-software-users'] },
      ],
    });

    const { body, etag } = await call(jira, 'GET', 'applicationrole');

    expect(body).toMatchObject([
      { key: 'jira-software', userCount: 2, numberOfSeats: 100, remainingSeats: 98, hasUnlimitedSeats: false },
    ]);
    expect(etag).toMatch(/^".+"$/);
    jira.setSeats('jira-software', 'unlimited');
    expect((await call(jira, 'GET', 'applicationrole/jira-software')).body).toMatchObject({
      hasUnlimitedSeats: true,
      numberOfSeats: -1,
    });
    expect((await call(jira, 'GET', 'applicationrole/jira-nope')).status).toBe(404);
  });

  it('reach the members of nested groups, rights included', async () => {
    await using jira = await startJira({
      users: [{ name: 'mia' }],
      groups: [
        { name: 'inner', members: ['mia'] },
        { name: 'jira-administrators', children: ['inner'] },
      ],
    });

    expect((await call(jira, 'GET', 'user?username=mia')).body.applicationRoles.size).toBe(1);
    expect((await call(jira, 'GET', 'applicationrole/jira-software')).body.userCount).toBe(2);
    jira.revokeSystemAdmin();
    expect((await call(jira, 'PUT', 'user?username=mia', { displayName: 'M' })).status).toBe(400);
  });

  it('are full for POST user/application, not for their groups', async () => {
    await using jira = await startJira({ users: [{ name: 'mia' }] });
    jira.setSeats('jira-software', 1);
    const application = 'user/application?username=mia&applicationKey=jira-software';

    expect((await call(jira, 'POST', application)).status).toBe(400);
    expect((await call(jira, 'POST', 'group/user?groupname=jira-software-users', { name: 'mia' })).status).toBe(201);

    expect((await call(jira, 'GET', 'applicationrole/jira-software')).body).toMatchObject({ userCount: 2, remainingSeats: 0 });
    expect((await call(jira, 'POST', application)).status).toBe(200);
  });

  it('are given through their default groups and taken from all of their groups', async () => {
    await using jira = await startJira({ users: [{ name: 'mia', groups: ['jira-administrators'] }] });
    const application = 'user/application?username=mia&applicationKey=jira-software';

    expect((await call(jira, 'POST', application)).status).toBe(200);
    expect(jira.group('jira-software-users')?.members.has('JIRAUSER10001')).toBe(true);
    expect((await call(jira, 'DELETE', application)).status).toBe(204);

    expect((await call(jira, 'GET', 'user?username=mia')).body).toMatchObject({
      groups: { size: 0 },
      applicationRoles: { size: 0 },
    });
    expect((await call(jira, 'DELETE', 'user/application?username=nobody&applicationKey=jira-software')).status).toBe(400);
  });
});

describe('projects and components', () => {
  const projects = [
    {
      key: 'OPS',
      name: 'Operations',
      lead: 'mia',
      components: [
        { name: 'Network', lead: 'mia', assigneeType: 'COMPONENT_LEAD' as const },
        { name: 'Old', archived: true },
      ],
    },
    { key: 'OLD', lead: 'admin', archived: true, components: [{ name: 'Dust' }] },
    { key: 'SECRET', lead: 'mia', hidden: true, components: [{ name: 'Safe', lead: 'mia' }] },
  ];

  it('show leads with expand only, archived ones on demand, hidden ones never', async () => {
    await using jira = await startJira({ users: [{ name: 'mia' }], projects });

    const plain = (await call(jira, 'GET', 'project')).body;
    const whole = (await call(jira, 'GET', 'project?expand=lead&includeArchived=true')).body;

    expect(plain).toMatchObject([{ id: '10000', key: 'OPS', projectTypeKey: 'software', archived: false }]);
    expect(plain[0]).not.toHaveProperty('lead');
    expect(whole).toMatchObject([
      { key: 'OPS', lead: { key: 'JIRAUSER10001', name: 'mia', active: true } },
      { key: 'OLD', archived: true },
    ]);
    expect(await call(jira, 'GET', 'project/SECRET')).toMatchObject({
      status: 404,
      body: { errorMessages: ["No project could be found with key 'SECRET'."], errors: {} },
    });
    expect((await call(jira, 'GET', 'component/10013')).status).toBe(404);
  });

  it('change their lead to a known user only', async () => {
    await using jira = await startJira({ users: [{ name: 'mia' }], projects });

    const unknown = await call(jira, 'PUT', 'project/OPS', { lead: 'nobody' });
    expect(unknown).toEqual({
      status: 400,
      body: { errorMessages: [], errors: { projectLead: expect.any(String) } },
      etag: null,
    });
    expect((await call(jira, 'PUT', 'project/OPS', { lead: '' })).status).toBe(400);
    expect((await call(jira, 'PUT', 'project/10000', { lead: 'Admin' })).body.lead.name).toBe('admin');
    expect(jira.projects.get('OPS')?.lead).toBe('JIRAUSER10000');
  });

  it('list all components of a project, and only active ones in the pages', async () => {
    await using jira = await startJira({ users: [{ name: 'mia' }], projects });

    expect(names((await call(jira, 'GET', 'project/OPS/components')).body)).toEqual(['Network', 'Old']);
    const page = (await call(jira, 'GET', 'component/page')).body;
    expect(page).toMatchObject({ maxResults: 100, startAt: 0, total: 1, isLast: true });
    expect(page.values).toMatchObject([
      { id: '10010', name: 'Network', lead: { name: 'mia' }, project: 'OPS', projectId: 10000 },
    ]);
    expect((await call(jira, 'GET', 'component/page?projectIds=10001,10002')).body.total).toBe(0);
  });

  it('drop the lead of a component for an empty name, and fall back when it was the assignee', async () => {
    await using jira = await startJira({ users: [{ name: 'mia' }], projects });

    const kept = await call(jira, 'PUT', 'component/10010', { description: 'wires' });
    const cleared = await call(jira, 'PUT', 'component/10010', { leadUserName: '' });

    expect(kept.body).toMatchObject({ lead: { name: 'mia' }, realAssigneeType: 'COMPONENT_LEAD', description: 'wires' });
    expect(cleared.body).not.toHaveProperty('lead');
    expect(cleared.body).toMatchObject({
      assigneeType: 'COMPONENT_LEAD',
      realAssigneeType: 'PROJECT_LEAD',
      isAssigneeTypeValid: false,
    });
    expect((await call(jira, 'PUT', 'component/10010', { leadUserName: 'nobody' })).status).toBe(400);
    expect((await call(jira, 'PUT', 'component/99999', { leadUserName: '' })).status).toBe(404);
    expect(
      (await call(jira, 'PUT', 'component/10010', { leadUserName: 'admin', assigneeType: 'PROJECT_DEFAULT' })).body,
    ).toMatchObject({
      lead: { name: 'admin' },
      isAssigneeTypeValid: true,
    });
  });
});
