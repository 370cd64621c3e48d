import { describe, expect, it } from 'vitest';
import { never, type TestConfluence, targetOn, testConfluence } from '../../../test/contracts/confluence-dc-fixture.js';
import type { Finding } from '../../model/finding.js';
import { startConfluence } from '../../sandbox/confluence-dc/index.js';
import { Secret } from '../../secrets.js';

const checked = (confluence: Pick<TestConfluence, 'target'>) => confluence.target.check({ signal: never });
const texts = (findings: readonly Finding[], level: Finding['level']) =>
  findings.filter(finding => finding.level === level).map(({ what }) => what);

describe('confluence-dc check', () => {
  it('has nothing to complain of in a good setup, and changes nothing', async () => {
    await using confluence = await testConfluence({ users: [{ name: 'ann' }] });

    const findings = await checked(confluence);

    expect([...texts(findings, 'warning'), ...texts(findings, 'problem')]).toEqual([]);
    expect(texts(findings, 'ok')).toEqual([
      `Confluence 10.2.14 at ${confluence.url}`,
      'signed in as admin (Sandbox Admin)',
      'all users can be listed',
      'has "Confluence Administrator"',
      "administrators' groups: confluence-administrators",
      'one user directory: Confluence Internal Directory',
    ]);
    expect(texts(findings, 'info').join()).toContain('e-mail addresses are shown of 2 active accounts');
    expect(new Set(confluence.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('names the permission that is missing, and how to grant it', async () => {
    await using confluence = await testConfluence();
    confluence.rights = ['use'];
    const findings = await checked(confluence);
    expect(texts(findings, 'problem')).toEqual(['may not administer Confluence: it lacks "Confluence Administrator"']);
    expect(findings.find(({ level }) => level === 'problem')?.hint).toContain('Global permissions');

    confluence.rights = [];
    expect(texts(await checked(confluence), 'problem').join()).toContain('it lacks the global permission "Can use"');
  });

  it('says what an administrator who is no system administrator cannot see', async () => {
    await using confluence = await testConfluence();
    confluence.rights = ['use', 'administer'];

    const findings = await checked(confluence);

    expect(texts(findings, 'problem')).toEqual([]);
    expect(texts(findings, 'info')).toContain('cannot see the user directories: it lacks "System Administrator"');
  });

  it('warns of versions that show no e-mail address and take no change of one', async () => {
    await using confluence = await testConfluence({ version: '8.5.4' });

    expect(texts(await checked(confluence), 'warning')).toEqual([
      'Confluence 8.5.4 shows no e-mail addresses, and takes no change of e-mail or display name',
    ]);
  });

  it('finds out that people come from elsewhere, and says what to set (G12)', async () => {
    const snapshot = () => ({ users: [], groups: [], memberships: [] });
    await using remote = await startConfluence({ directory: { name: 'Jira', snapshot } });
    await using several = await testConfluence();
    several.makeReadOnly({ group: 'confluence-users' });

    const first = (await targetOn(remote).check({ signal: never })).find(({ level }) => level === 'warning');
    expect(first).toMatchObject({
      what: expect.stringContaining('Jira'),
      hint: expect.stringContaining('`directory:'),
    });
    expect(texts(await checked(several), 'warning').join()).toContain('several user directories');
  });

  it('says that nothing can be written in read-only mode', async () => {
    await using confluence = await testConfluence();
    confluence.readOnlyMode = true;

    expect(texts(await checked(confluence), 'problem').join()).toContain('read-only mode');
  });

  it('doubts the names of the administrators’ groups when we are in none of them', async () => {
    await using confluence = await testConfluence({ version: '8.5.4' }, { administratorGroups: ['bosses'] });

    expect(texts(await checked(confluence), 'warning').join()).toContain("in none of the administrators' groups (bosses)");
  });

  it.each([
    ['a wrong token', { token: new Secret('stale') }],
    ['a wrong password', { username: 'admin', password: new Secret('wrong') }],
  ])('says of %s that it is not accepted, and nothing else', async (_, settings) => {
    await using confluence = await testConfluence();

    const findings = await targetOn(confluence, settings).check({ signal: never });

    expect(findings).toEqual([
      expect.objectContaining({ level: 'problem', what: expect.stringContaining('does not accept our credentials') }),
    ]);
  });

  it('tells the rate limit where it is on', async () => {
    await using confluence = await testConfluence({ rateLimit: { limit: 100, fillRate: 10, intervalSeconds: 1 } });

    expect(texts(await checked(confluence), 'info').join()).toContain('rate limited: 100 requests at once, 10 more every 1 s');
  });
});
