import { describe, expect, it } from 'vitest';
import { never, readAll, type TestJira, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import { account, command, membersOf, refOf } from '../../../test/contracts/target.js';

const mia = async (jira: TestJira) => refOf(account(await readAll(jira.target), 'mia'));

async function deactivate(jira: TestJira) {
  return jira.target.apply(command({ kind: 'deactivateUser', account: await mia(jira), leaver: 'stated' }), never);
}

async function cut(jira: TestJira) {
  return jira.target.apply(command({ kind: 'cutAccess', account: await mia(jira), leaver: 'stated', when: 'always' }), never);
}

describe('jira-dc switches off (U3, U4)', () => {
  it.each(['en', 'de'] as const)('says what somebody leads who is refused, whatever the language: %s', async language => {
    const components = [{ name: 'Net', lead: 'mia' }];
    await using jira = await testJira({
      users: [{ name: 'mia' }],
      projects: [{ key: 'OPS', lead: 'mia', archived: true, components }],
    });
    jira.localise(language);

    expect(await deactivate(jira)).toMatchObject({
      kind: 'failed',
      refused: true,
      problem: 'could not deactivate mia: they lead component Net (OPS), project OPS',
    });
  });

  it('a component alone blocks too', async () => {
    const components = [{ name: 'Net', lead: 'mia' }];
    await using jira = await testJira({ users: [{ name: 'mia' }], projects: [{ key: 'OPS', lead: 'admin', components }] });

    expect(await deactivate(jira)).toMatchObject({ refused: true, problem: expect.stringContaining('component Net (OPS)') });
  });

  it('tells that a project which we cannot see is in the way', async () => {
    await using jira = await testJira({ users: [{ name: 'mia' }], projects: [{ key: 'SECRET', lead: 'mia', hidden: true }] });

    expect(await deactivate(jira)).toMatchObject({
      kind: 'failed',
      refused: true,
      problem: expect.stringContaining('SECRET'),
      hint: expect.stringContaining('cannot see'),
    });
  });

  it('tries once more when the leads are gone by now', async () => {
    await using jira = await testJira({ users: [{ name: 'mia' }] });
    jira.fail(/^PUT .*user/, { kind: 'status', status: 400, body: { errorMessages: [], errors: { active: '…' } } }, { times: 1 });

    expect(await deactivate(jira)).toMatchObject({ kind: 'applied' });
  });

  it('stays a refusal when the leads cannot be looked up, so that access is cut all the same', async () => {
    await using jira = await testJira({ users: [{ name: 'mia' }], projects: [{ key: 'OPS', lead: 'mia' }] });
    jira.fail(/^GET .*\/project/, { kind: 'status', status: 500 });

    expect(await deactivate(jira)).toMatchObject({ kind: 'failed', refused: true, problem: expect.stringContaining('OPS') });
  });

  it('keeps memberships, and sends nothing but the switch', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', groups: ['team-blue'] }] });

    await deactivate(jira);

    expect(membersOf(await readAll(jira.target), 'team-blue')).toEqual(['mia']);
    expect(jira.requests.find(({ method }) => method === 'PUT')?.body).toEqual({ active: false });
  });

  it.each(['en', 'de'] as const)('learns nothing from a read-only directory, which only words tell (G10): %s', async language => {
    await using jira = await testJira({ users: [{ name: 'mia' }] });
    jira.localise(language);
    jira.makeReadOnlyDirectory('mia');

    const outcome = await deactivate(jira);

    expect(outcome).toMatchObject({ kind: 'failed', refused: true, hint: expect.stringContaining('read-only') });
    expect(outcome).not.toHaveProperty('learned');
  });
});

describe('jira-dc cuts access (U4)', () => {
  it('out of the groups that let people in, administrators’ groups too, sessions ended; the groups left are told', async () => {
    const groups = ['Jira-Software-Users', 'jira-system-administrators', 'team-blue'];
    await using jira = await testJira({ users: [{ name: 'mia', groups }] });

    expect(await cut(jira)).toMatchObject({ kind: 'applied', details: ['jira-software-users', 'jira-system-administrators'] });
    expect(membersOf(await readAll(jira.target), 'team-blue')).toEqual(['mia']);
    expect(membersOf(await readAll(jira.target), 'jira-software-users')).toEqual([]);
    expect(jira.endedSessions).toEqual(['mia']);
    expect(await cut(jira)).toMatchObject({ kind: 'alreadySo' });
  });

  it('says that somebody is still let in by a nested group or a read-only one, and cuts the rest', async () => {
    await using jira = await testJira({
      users: [{ name: 'mia', groups: ['jira-software-users', 'jira-administrators', 'devs'] }],
    });
    jira.readOnlyGroup('jira-administrators');
    jira.nest('devs', 'jira-software-users');

    const outcome = await cut(jira);

    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('still in jira-administrators, jira-software-users'),
    });
    expect(jira.group('jira-software-users')?.members.size).toBe(0);
    expect(jira.endedSessions).toEqual(['mia']);
  });

  it('does not mind that there is no session', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', groups: ['jira-software-users'] }] });
    jira.fail(/user\/session/, { kind: 'status', status: 404, body: { errorMessages: ['none'], errors: {} } });

    expect(await cut(jira)).toMatchObject({ kind: 'applied' });
  });

  it('fails where the groups that give access cannot be seen', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', groups: ['jira-software-users'] }] });
    jira.fail(/applicationrole/, { kind: 'status', status: 403, body: { errorMessages: ['no'], errors: {} } });

    expect(await cut(jira)).toMatchObject({ kind: 'failed' });
    expect(jira.group('jira-software-users')?.members.size).toBe(1);
  });
});

describe('jira-dc deletes', () => {
  it('nobody with issues, and says so', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', issues: 3 }] });

    const outcome = await jira.target.apply(command({ kind: 'deleteUser', account: await mia(jira), leaver: 'stated' }), never);

    expect(outcome).toMatchObject({ kind: 'failed', refused: true, hint: expect.stringContaining('Deactivate') });
  });
});
