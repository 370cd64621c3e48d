import { describe, expect, it } from 'vitest';
import { never, type TestJira, targetOn, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import type { Finding } from '../../model/finding.js';
import { startJira } from '../../sandbox/jira-dc/index.js';
import { Secret } from '../../secrets.js';

const checked = (jira: Pick<TestJira, 'target'>) => jira.target.check({ signal: never });
const texts = (findings: readonly Finding[], level: Finding['level']) =>
  findings.filter(finding => finding.level === level).map(({ what }) => what);

describe('jira-dc check', () => {
  it('has nothing to complain of in a good setup', async () => {
    await using jira = await testJira({ users: [{ name: 'boss' }] }, { leads: { project: 'boss', component: null } });

    const findings = await checked(jira);

    expect([...texts(findings, 'warning'), ...texts(findings, 'problem')]).toEqual([]);
    expect(texts(findings, 'ok')).toEqual([
      `Jira 10.3.24 at ${jira.url}`,
      'signed in as admin (Sandbox Admin)',
      'has "Jira System Administrators"',
      'all users can be listed',
      'user directory: Jira Internal Directory',
      "administrators' group: jira-administrators",
      'leads.project: boss',
      'leads.component: the lead is cleared',
      'Jira Software: 99 seats left',
    ]);
  });

  it('changes nothing', async () => {
    await using jira = await testJira();
    await checked(jira);

    expect(new Set(jira.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('warns of a first user directory that is fetched from elsewhere, and tells of a lower one (G12)', async () => {
    await using jira = await testJira();
    jira.directories.push({ id: 10_100, name: 'Jira of the company', external: true, readOnly: true });
    const lower = await checked(jira);
    jira.directories.reverse();
    const first = await checked(jira);

    expect(texts(lower, 'info').join()).toContain('fetched from Jira of the company');
    expect(first).toContainEqual({
      level: 'warning',
      what: expect.stringContaining('Jira of the company'),
      hint: expect.stringContaining('directory: NAME'),
    });
  });

  it('says what it lacks without the permission', async () => {
    await using jira = await testJira();
    jira.revokeAdmin();

    const findings = await checked(jira);

    expect(texts(findings, 'problem')).toContain('may not administer Jira');
    expect(texts(findings, 'warning').join()).toContain('seats cannot be seen');
  });

  it('says what a mere administrator cannot do', async () => {
    await using jira = await testJira();
    jira.revokeSystemAdmin();

    expect(texts(await checked(jira), 'info').join()).toContain('system administrators cannot be changed');
  });

  it('doubts the names of the administrators’ groups when we are in none of them', async () => {
    await using jira = await testJira({}, { administratorGroups: ['bosses'] });

    expect(texts(await checked(jira), 'warning').join()).toContain("in none of the administrators' groups (bosses)");
  });

  it.each([
    ['unset', {}, 'warning', 'leads.project is not set'],
    ['unknown', { project: 'nobody' }, 'problem', 'leads.project: nobody has no account'],
    ['inactive', { project: 'idle' }, 'problem', 'leads.project: idle is inactive'],
  ] as const)('warns of a successor who is %s (U4)', async (_, leads, level, what) => {
    await using jira = await testJira({ users: [{ name: 'idle', active: false }] }, { leads });

    expect(texts(await checked(jira), level).join()).toContain(what);
  });

  it('warns when no seat is left', async () => {
    await using jira = await testJira();
    jira.setSeats('jira-software', 1);

    expect(texts(await checked(jira), 'warning')).toContain('Jira Software: no seats left');
  });

  it('warns of a password on Jira 11', async () => {
    await using jira = await startJira({ version: '11.3.0', allowBasic: true, password: 'pw' });
    const target = targetOn(jira, { username: 'admin', password: new Secret('pw') });

    expect(texts(await checked({ target }), 'warning').join()).toContain('off by default in Jira 11');
  });

  it('tells the rate limit', async () => {
    await using jira = await testJira({ rateLimit: { limit: 70, fillRate: 5, intervalSeconds: 1 } });

    expect(texts(await checked(jira), 'info').join()).toContain('70 requests at once, 5 more every 1 s');
  });

  it('ends with the one problem when it cannot sign in', async () => {
    await using jira = await testJira();
    jira.expireToken();

    expect(await checked(jira)).toEqual([
      { level: 'problem', what: expect.stringContaining('credentials'), hint: expect.any(String) },
    ]);
  });

  it('ends with the one problem, and the way out, when Jira 11 takes no password', async () => {
    await using jira = await startJira({ version: '11.3.0', password: 'pw' });
    const target = targetOn(jira, { username: 'admin', password: new Secret('pw') });

    expect(await checked({ target })).toEqual([
      {
        level: 'problem',
        what: expect.stringContaining('Jira 11 has them switched off'),
        hint: expect.stringContaining('personal access token'),
      },
    ]);
  });

  it('warns that without user/list nothing proves that all users are found', async () => {
    await using jira = await testJira({ version: '10.7.2' });

    expect(texts(await checked(jira), 'warning').join()).toContain('nothing proves that all are found');
  });

  it('says so too of a 10.3 that is too old to have it', async () => {
    await using jira = await testJira();
    jira.fail(/user\/list/, { kind: 'status', status: 404, body: { message: 'HTTP 404 Not Found', 'sub-code': -1 } });

    expect(texts(await checked(jira), 'warning').join()).toContain('Jira 10.3.24 has no list of all users');
  });

  it('lists the users of Jira 9 whole, unless it stops at a thousand', async () => {
    const users = Array.from({ length: 1000 }, (_, n) => ({ name: `user${n}` }));
    await using jira = await testJira({ version: '9.12.17', users });
    expect(texts(await checked(jira), 'ok')).toContain('all users can be listed, by user/search');

    jira.startAtIgnored = true;
    expect(texts(await checked(jira), 'warning').join()).toContain('nothing proves that all are found');
    jira.startAtIgnored = false;
    jira.limits.searchWindow = 1000;
    expect(texts(await checked(jira), 'warning').join()).toContain('nothing proves that all are found');
  });

  it('names the permission without which a search finds nobody', async () => {
    await using jira = await testJira({ version: '10.7.2' });
    jira.fail(/user\/search/, { kind: 'status', status: 200, body: [] });

    const problems = (await checked(jira)).filter(({ level }) => level === 'problem');

    expect(problems).toEqual([{ level: 'problem', what: expect.any(String), hint: expect.stringContaining('Browse Users') }]);
  });
});
