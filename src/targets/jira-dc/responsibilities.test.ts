import { describe, expect, it } from 'vitest';
import { never, readAll, type TestJira, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import { account, command, refOf } from '../../../test/contracts/target.js';

const USERS = ['mia', 'liam', 'boss'].map(name => ({ name }));
const LEADS = { leads: { project: 'boss', component: 'Boss' } };

async function responsibilitiesOf(jira: TestJira, ...usernames: string[]) {
  const directory = await readAll(jira.target);
  const ids = usernames.map(username => account(directory, username).id);
  return jira.target.responsibilities(ids, directory, { signal: never });
}

async function handOvers(jira: TestJira, username: string) {
  const ref = refOf(account(await readAll(jira.target), username));
  return (await responsibilitiesOf(jira, username)).map(responsibility =>
    command({ kind: 'handOver', account: ref, leaver: 'stated', responsibility }),
  );
}

describe('jira-dc responsibilities (U4)', () => {
  it('finds projects and components, archived ones too, of the leavers only', async () => {
    const component = { name: 'Network', lead: 'mia', archived: true };
    await using jira = await testJira(
      {
        users: USERS,
        projects: [
          { key: 'OPS', lead: 'mia' },
          { key: 'OLD', lead: 'mia', archived: true },
          { key: 'WEB', lead: 'liam', components: [component, { name: 'Nobody' }, { name: 'Other', lead: 'liam' }] },
        ],
      },
      LEADS,
    );

    const found = await responsibilitiesOf(jira, 'mia');

    expect(found.map(({ label }) => label)).toEqual(['component Network (WEB)', 'project OLD', 'project OPS']);
    expect(found.map(({ successor }) => successor)).toEqual(Array(3).fill({ kind: 'account', username: 'boss' }));
  });

  it.each([
    ['is not set', {}, /leads\.project.*not set/],
    ['has no account', { project: 'nobody' }, /nobody.*no account/],
    ['is inactive', { project: 'idle' }, /idle.*inactive/],
    ['is the leaver', { project: 'mia' }, /mia.*leaving/],
    ['leaves too', { project: 'liam' }, /liam.*leaving/],
  ])('has no successor who %s', async (_, leads, why) => {
    await using jira = await testJira(
      { users: [...USERS, { name: 'idle', active: false }], projects: [{ key: 'OPS', lead: 'mia' }] },
      { leads },
    );

    expect(await responsibilitiesOf(jira, 'mia', 'liam')).toMatchObject([
      { successor: { kind: 'none', why: expect.stringMatching(why) } },
    ]);
  });

  it('asks Jira nothing when nobody leaves', async () => {
    await using jira = await testJira();
    const directory = await readAll(jira.target);
    const before = jira.requests.length;

    expect(await jira.target.responsibilities([], directory, { signal: never })).toEqual([]);
    expect(jira.requests).toHaveLength(before);
  });

  it('keeps on when one project hides its components', async () => {
    await using jira = await testJira({
      users: USERS,
      projects: [
        { key: 'OPS', lead: 'mia' },
        { key: 'HID', lead: 'boss' },
      ],
    });
    jira.fail(/HID\/components/, { kind: 'status', status: 403, body: { errorMessages: ['no'], errors: {} } });

    expect(await responsibilitiesOf(jira, 'mia')).toMatchObject([{ id: 'project:OPS' }]);
  });
});

describe('jira-dc hands over (U4)', () => {
  const BOTH = [
    {
      key: 'OPS',
      lead: 'mia',
      archived: true,
      components: [{ name: 'Net', lead: 'mia', assigneeType: 'COMPONENT_LEAD' as const }],
    },
  ];

  it('project and component to the successors, once; then the switch-off goes through', async () => {
    await using jira = await testJira({ users: USERS, projects: BOTH }, LEADS);
    const changes = await handOvers(jira, 'mia');
    const ref = refOf(account(await readAll(jira.target), 'mia'));

    for (const kind of ['applied', 'alreadySo'])
      for (const change of changes) expect(await jira.target.apply(change, never)).toMatchObject({ kind });
    expect(await responsibilitiesOf(jira, 'boss')).toHaveLength(2);
    expect(await jira.target.apply(command({ kind: 'deactivateUser', account: ref, leaver: 'stated' }), never)).toMatchObject({
      kind: 'applied',
    });
  });

  it('clears a component’s lead, and who its issues go to with it', async () => {
    await using jira = await testJira({ users: USERS, projects: BOTH }, { leads: { component: null } });
    const [component] = await handOvers(jira, 'mia');
    if (component === undefined) throw new Error('no responsibility was found');

    expect(await jira.target.apply(component, never)).toMatchObject({ kind: 'applied' });
    expect(jira.projects.get('OPS')?.components[0]).toMatchObject({ lead: undefined, assigneeType: 'PROJECT_DEFAULT' });
    expect(await jira.target.apply(component, never)).toMatchObject({ kind: 'alreadySo' });
  });

  it('leaves alone what somebody else leads by now', async () => {
    await using jira = await testJira({ users: USERS, projects: BOTH }, LEADS);
    const changes = await handOvers(jira, 'mia');
    const liam = jira.userNamed('liam')?.key ?? '';
    for (const project of jira.projects.values()) {
      project.lead = liam;
      for (const component of project.components) component.lead = liam;
    }

    for (const change of changes) expect(await jira.target.apply(change, never)).toMatchObject({ kind: 'alreadySo' });
    expect(await responsibilitiesOf(jira, 'liam')).toHaveLength(2);
  });

  it('is refused when the successor is gone', async () => {
    await using jira = await testJira({ users: USERS, projects: BOTH }, LEADS);
    const changes = await handOvers(jira, 'mia');
    const boss = jira.userNamed('boss');
    if (boss) boss.deleted = true;

    for (const change of changes) expect(await jira.target.apply(change, never)).toMatchObject({ kind: 'failed' });
  });
});
