import { describe, expect, it } from 'vitest';
import { company, type IdcsFixture, idcsFixture } from '../../../test/contracts/idcs-fixture.js';

const check = async ({ source }: IdcsFixture) =>
  (await source.check({ signal: new AbortController().signal })).map(({ level, what }) => `${level}: ${what}`);

const withApp = { ...company, app: { id: '99aa', name: 'Jira', users: ['ann', 'bob'] } };

describe('check', () => {
  it('says who we are and what we may read', async () => {
    await using fixture = await idcsFixture(
      { ...withApp, attributes: { level: 'integer' } },
      { app: '99aa', attributes: { level: 'number' } },
    );

    expect(await check(fixture)).toEqual([
      'ok: signed in as the client rollcall',
      'ok: may read 3 users',
      'ok: may read 2 groups',
      "ok: may read groups' members",
      'ok: may read 2 grants for the app Jira',
    ]);
  });

  it('says that there is no token, and nothing else', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.refuseClient();

    expect(await check(fixture)).toEqual([
      expect.stringMatching(/^problem: .* gives the client rollcall no access token \(401\)$/),
    ]);
  });

  it.each([
    [/Users/, 'problem: could not read users: idcs does not let us read /admin/v1/Users (403)'],
    [/Groups\?/, 'problem: could not read groups: idcs does not let us read /admin/v1/Groups (403)'],
    [/Groups\//, expect.stringMatching(/^problem: could not read groups' members/)],
    [/Grants/, expect.stringMatching(/^problem: could not read grants for the app Jira/)],
  ])('says what may not be read, and goes on: %s', async (match, told) => {
    await using fixture = await idcsFixture(withApp, { app: '99aa' });
    fixture.idcs.deny(match);

    const found = await check(fixture);

    expect(found).toContainEqual(told);
    expect(found.filter(text => text.startsWith('problem'))).toHaveLength(1);
    expect(found.length).toBeGreaterThan(3);
  });

  it('names the role that is missing', async () => {
    await using fixture = await idcsFixture({ ...company, role: 'none' });

    const found = await fixture.source.check({ signal: new AbortController().signal });

    expect(found.filter(({ hint }) => hint?.includes('User Administrator'))).toHaveLength(2);
  });

  it('does not stumble over a first group that is too large for one answer', async () => {
    const crowd = Array.from({ length: 10_001 }, (_, n) => `u${n}`);
    await using fixture = await idcsFixture({ users: crowd, groups: [{ id: '00', name: 'Big', members: crowd }] });

    expect(await check(fixture)).toContain("ok: may read groups' members");
  });

  it('says that rows are not understood', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.corrupt('ann', { active: undefined });

    expect(await check(fixture)).toContain('problem: the first user is not understood');
  });

  it.each<[string, string, string]>([
    ['is not there', '77bb', 'problem: could not read the app 77bb: IDCS knows no app 77bb'],
    ['has nobody', '99aa', 'warning: nobody is assigned to the app Jira'],
  ])('says that the app %s', async (_, app, told) => {
    await using fixture = await idcsFixture({ ...company, app: { id: '99aa', name: 'Jira' } }, { app });

    expect(await check(fixture)).toContain(told);
  });

  it('says that the app is not active', async () => {
    await using fixture = await idcsFixture(withApp, { app: '99aa' });
    const body = { id: '99aa', displayName: 'Jira', active: false };
    fixture.idcs.fail(/Apps/, { kind: 'status', status: 200, body });

    expect(await check(fixture)).toContain('warning: the app Jira is not active');
  });

  it('compares `attributes` with the schema of the domain', async () => {
    const attributes = { costCentre: 'string', level: 'string', Hobby: 'string' };
    await using fixture = await idcsFixture(
      { ...company, attributes: { costCentre: 'string', level: 'integer', hobby: 'string' } },
      { attributes },
    );

    expect((await check(fixture)).filter(text => text.startsWith('problem'))).toEqual([
      'problem: the attribute level is a number in IDCS, not a string',
      'problem: IDCS has no custom user attribute Hobby',
    ]);
  });

  it('says that it cannot compare them where the schema is not readable', async () => {
    await using fixture = await idcsFixture(
      { ...company, attributes: { level: 'integer' } },
      { attributes: { level: 'number' } },
    );
    fixture.idcs.deny(/Schemas/);

    expect(await check(fixture)).toContain('info: `attributes` cannot be compared with the schema of the domain');
  });
});
