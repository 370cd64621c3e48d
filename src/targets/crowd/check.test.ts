import { describe, expect, it } from 'vitest';
import { never, type TestCrowd, targetOn, testCrowd } from '../../../test/contracts/crowd-fixture.js';
import { startJira } from '../../sandbox/jira-dc/index.js';
import { Secret } from '../../secrets.js';

const check = ({ target }: Pick<TestCrowd, 'target'>) => target.check({ signal: never });
const told = async (crowd: Pick<TestCrowd, 'target'>) => (await check(crowd)).map(({ level, what }) => `${level}: ${what}`);

describe('check of a Crowd', () => {
  it('tells product, version, address and application, and what cannot be told beforehand', async () => {
    await using crowd = await testCrowd({ version: '6.3.1', users: [{ name: 'mia', groups: ['crowd-administrators'] }] });

    expect(await told(crowd)).toEqual([
      `ok: Crowd 6.3.1 at ${crowd.url}`,
      'ok: signed in as the application "rollcall"',
      'ok: all users that the application sees can be listed',
      "ok: administrators' groups: crowd-administrators",
      'ok: members are read in one call (1 memberships)',
      expect.stringContaining('info: what the application "rollcall" may change'),
    ]);
    expect(crowd.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('tells a Jira that acts as a Crowd server', async () => {
    const application = { name: 'rollcall', password: 'secret' };
    await using jira = await startJira({ crowdServer: application });

    const [first] = await targetOn({ url: jira.url, application }).check({ signal: never });

    expect(first).toEqual({ level: 'ok', what: `Jira as a Crowd server 10.3.24 at ${jira.url}` });
  });

  it('names the application whose password is wrong, and where both are set', async () => {
    await using crowd = await testCrowd();

    expect(await targetOn(crowd, { password: new Secret('wrong') }).check({ signal: never })).toEqual([
      {
        level: 'problem',
        what: expect.stringMatching(/the application "rollcall" and its password \(401\): Application failed to authenticate/),
        hint: expect.stringContaining('not those of a user'),
      },
    ]);
  });

  it('names the address that is not allowed, and where to add it', async () => {
    await using crowd = await testCrowd();
    crowd.addressForbidden = true;

    expect(await check(crowd)).toEqual([
      {
        level: 'problem',
        what: expect.stringContaining('may not be used from the address 127.0.0.1 (403)'),
        hint: expect.stringMatching(/^Add 127\.0\.0\.1 to the remote addresses .*Applications > rollcall/),
      },
    ]);
  });

  it('gives the words of a refused address as they are where they read otherwise: the wording is unsure (crowd sheet §1)', async () => {
    await using crowd = await testCrowd();
    crowd.fail(/./, { kind: 'status', status: 403, body: '<html><body>Access denied for 10.1.2.3</body></html>' });

    expect(await check(crowd)).toEqual([
      {
        level: 'problem',
        what: expect.stringContaining('may not do this (403): Access denied for 10.1.2.3'),
        hint: expect.stringMatching(/permissions and remote addresses: in Crowd under Applications > rollcall/),
      },
    ]);
  });

  it('says that the path is missing where something else answers', async () => {
    await using crowd = await testCrowd();

    const [first] = await targetOn({ ...crowd, url: new URL(crowd.url).origin, application: crowd.application }).check({
      signal: never,
    });

    expect(first).toMatchObject({ level: 'problem', hint: expect.stringMatching(/url/) });
  });

  it('says that nobody names the product, where a proxy takes the header away', async () => {
    await using crowd = await testCrowd();
    crowd.fail(/./, { kind: 'status', status: 200, body: { users: [], groups: [] } });

    expect(await told(crowd)).toContainEqual(expect.stringMatching(/^warning: .* does not say which product it is/));
  });

  it('shows which groups hold others, and that members are read one by one', async () => {
    await using crowd = await testCrowd({ groups: [{ name: 'outer', children: ['inner'] }] });
    expect(await told(crowd)).toContain('info: 1 group holds other groups: outer (holds inner)');

    crowd.membershipRefused = true;
    expect(await told(crowd)).toContainEqual(expect.stringMatching(/^warning: members are read group by group: .*406/));
  });

  it('warns of users without key, of several directories, and of administrators with another name', async () => {
    await using crowd = await testCrowd(
      {
        users: [
          { name: 'mia', key: '1:aa' },
          { name: 'ann', key: '32769:bb' },
        ],
      },
      { administratorGroups: ['our-admins'] },
    );
    expect(await told(crowd)).toEqual(
      expect.arrayContaining([
        'warning: the users seem to come from 2 directories (1, 32769)',
        "warning: none of the administrators' groups is here (our-admins)",
      ]),
    );

    crowd.keysHidden = true;
    expect(await told(crowd)).toContainEqual(expect.stringMatching(/^warning: some users have no key/));
  });
});
