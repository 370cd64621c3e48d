import { describe, expect, it } from 'vitest';
import { ENTRA_CERTIFICATE, ENTRA_KEY } from '../../../test/contracts/entra-certificate.js';
import { company, type EntraFixture, entraFixture } from '../../../test/contracts/entra-fixture.js';

const check = async ({ source }: EntraFixture) =>
  (await source.check({ signal: new AbortController().signal })).map(({ level, what }) => `${level}: ${what}`);
const appId = 'a7700000-0000-4000-8000-000000000001';

describe('check', () => {
  it('says who we are and what we may read', async () => {
    await using fixture = await entraFixture({ ...company, app: { appId, users: ['ann'] } }, { app: appId });
    const { clientId, tenantId } = fixture.entra;

    expect(await check(fixture)).toEqual([
      `ok: signed in as the app ${clientId} of the tenant ${tenantId}`,
      'info: groups with hidden membership are unknown to us',
      'ok: may read users',
      'ok: may read groups',
      "ok: may read groups' members",
      'ok: may read who is assigned to the app Atlassian',
    ]);
  });

  it('says that there is no token, and nothing else', async () => {
    await using fixture = await entraFixture(company, { clientSecret: 'wrong' });

    expect(await check(fixture)).toEqual([
      expect.stringMatching(/^problem: Entra gives the app .* no access token .*AADSTS7000215/),
    ]);
  });

  it.each([
    ['User.Read.All', ['GroupMember.Read.All', 'Application.Read.All']],
    ['GroupMember.Read.All', ['User.Read.All', 'Application.Read.All']],
    ['Application.Read.All', ['User.Read.All', 'GroupMember.Read.All']],
  ])('names %s where that is missing, by the token and by what is refused, and how to grant it', async (missing, roles) => {
    await using fixture = await entraFixture({ ...company, app: { appId }, roles }, { app: appId });

    const found = await fixture.source.check({ signal: new AbortController().signal });

    const problems = found.filter(({ level }) => level === 'problem');
    expect(problems).toEqual([
      {
        ...{ level: 'problem', what: `the app lacks the permission ${missing}` },
        hint: expect.stringMatching(`${missing}.*admin consent`),
      },
    ]);
  });

  it('takes a larger permission for a smaller one, and warns of one to write', async () => {
    await using larger = await entraFixture({ ...company, roles: ['Directory.Read.All', 'Member.Read.Hidden'] });
    await using writing = await entraFixture({ ...company, roles: ['Directory.ReadWrite.All'] });

    expect((await check(larger)).filter(line => !line.startsWith('ok'))).toEqual([]);
    expect(await check(writing)).toContain('warning: the app may do more than it needs: Directory.ReadWrite.All');
  });

  it('says that users come without accountEnabled (gotcha 1)', async () => {
    await using fixture = await entraFixture({ ...company, roles: ['User.ReadBasic.All', 'GroupMember.Read.All'] });

    expect(await check(fixture)).toContain('problem: Graph shows us users without accountEnabled');
  });

  it('goes by what is answered where the token cannot be read', async () => {
    await using fixture = await entraFixture({ ...company, token: 'opaque', roles: ['User.Read.All'] });

    const found = await check(fixture);

    expect(found).toContain('info: the permissions of the app cannot be read from its token');
    expect(found).toContainEqual(expect.stringMatching(/^problem: could not read groups: .*403/));
  });

  it('says when the certificate ends', async () => {
    const settings = { certificate: ENTRA_CERTIFICATE, privateKey: ENTRA_KEY };
    await using fixture = await entraFixture({ ...company, certificates: [ENTRA_CERTIFICATE] }, settings);

    expect(await fixture.source.check({ signal: new AbortController().signal })).toContainEqual(
      expect.objectContaining({ level: 'info', expires: expect.stringMatching(/^2126-/) }),
    );
  });

  it('says what is wrong with an app: not there, disabled, or open to everybody', async () => {
    await using none = await entraFixture(company, { app: appId });
    await using open = await entraFixture({ ...company, app: { appId, appRoleAssignmentRequired: false } }, { app: appId });
    for (const app of open.entra.tenant.apps.values()) app.accountEnabled = false;

    expect(await check(none)).toContainEqual(expect.stringContaining(`Graph knows no enterprise application ${appId}`));
    expect(await check(open)).toEqual(
      expect.arrayContaining([
        'warning: nobody may sign in to the app Atlassian',
        'info: the app Atlassian does not require assignment: others may sign in to it, too',
      ]),
    );
  });

  it('tries declared attributes one by one: unknown at Graph, of another type, held by nobody', async () => {
    const attributes = { ofiice: 'string', businessPhones: 'string', city: 'string', state: 'string' };
    const users = [{ id: 'ann', more: { businessPhones: ['1'], state: 'here' } }];
    await using fixture = await entraFixture({ users }, { attributes });

    expect((await check(fixture)).slice(-3)).toEqual([
      'problem: users have no property ofiice at Graph',
      'problem: the attribute businessPhones is no string for some users',
      'warning: nobody of the first 1 users has the attribute city',
    ]);
  });
});
