import { describe, expect, it } from 'vitest';
import { company, type GoogleFixture, googleFixture } from '../../../test/contracts/google-fixture.js';

const check = async ({ source }: GoogleFixture) =>
  (await source.check({ signal: new AbortController().signal })).map(({ level, what }) => `${level}: ${what}`);

const account = 'rollcall@rollcall-sandbox.iam.gserviceaccount.com';

describe('check', () => {
  it('says whom we stand for and what they may read, and what to write so that links outlive another administrator', async () => {
    await using fixture = await googleFixture(company);

    expect(await check(fixture)).toEqual([
      `ok: signed in as ${account}, standing for ann@example.com`,
      'info: ann@example.com is a super administrator, who may do more than rollcall needs',
      'info: the customer is C03az79cb',
      'ok: may read users',
      'ok: may read groups',
      "ok: may read groups' members",
    ]);
  });

  it('is content with a role that reads, and a customer that is named', async () => {
    const users = [{ id: 'ann', primaryEmail: 'ann@example.com', isDelegatedAdmin: true }];
    await using fixture = await googleFixture({ users }, { customer: 'C03az79cb' });

    expect(await check(fixture)).toEqual([
      `ok: signed in as ${account}, standing for ann@example.com`,
      ...['ok: may read users', 'ok: may read groups; there are none'],
    ]);
  });

  it.each([
    ['users', ['group.readonly'], 'user.readonly'],
    ['groups', ['user.readonly'], 'group.readonly'],
  ])('names the scope that is missing: %s', async (_, scopes, missing) => {
    await using fixture = await googleFixture({ ...company, scopes });

    expect(await check(fixture)).toEqual([expect.stringMatching(new RegExp(`^problem: .*not authorised for \\S*${missing} `))]);
  });

  it('says that the administrator has no role', async () => {
    await using fixture = await googleFixture(company, { customer: 'C03az79cb' });
    fixture.google.update('ann', { isAdmin: false });

    const problems = (await check(fixture)).filter(text => text.startsWith('problem'));

    expect(problems).toEqual([
      expect.stringMatching(
        /^problem: could not read who ann@example.com is, users and groups: .* does not let ann@example.com read .*403/,
      ),
    ]);
  });

  it('says that an administrator has no role, also where Google lets them look', async () => {
    await using fixture = await googleFixture(company);
    const body = { isAdmin: false, isDelegatedAdmin: false };
    fixture.google.fail(/users\/ann%40/, { kind: 'status', status: 200, body });

    expect(await check(fixture)).toContain('warning: ann@example.com has no administrator role');
  });

  it('says that the API is not switched on', async () => {
    await using fixture = await googleFixture({ ...company, apiEnabled: false });

    expect((await check(fixture)).slice(1)).toEqual([
      expect.stringMatching(
        /^problem: could not read who ann@example.com is, users and groups: .*Admin SDK API is not switched on/,
      ),
    ]);
  });

  it('says that the administrator is of another customer than the one that is read', async () => {
    await using fixture = await googleFixture(company, { customer: 'C0reseller' });

    expect(await check(fixture)).toContain(
      'warning: ann@example.com is of the customer C03az79cb, and `customer` says C0reseller',
    );
  });

  it('says that Google shows nobody, and that a row is not understood', async () => {
    await using empty = await googleFixture(company);
    empty.google.fail(/users\?/, { kind: 'status', status: 200, body: { kind: 'admin#directory#users' } });
    await using odd = await googleFixture(company);
    odd.google.corrupt('ann', { suspended: null });

    expect(await check(empty)).toContain('problem: Google shows nobody here');
    expect(await check(odd)).toContain('problem: the first user is not understood');
  });

  it('names attributes that the config declares and nobody has: a misspelt schema or field', async () => {
    const more = { customSchemas: { Employment: { cc: 'IT', badges: [{ value: 'a' }] } } };
    await using fixture = await googleFixture(
      { users: ['ann', { id: 'bob', primaryEmail: 'bob@example.com', more }] },
      {
        attributes: { costCentre: 'string', badges: 'list', floor: 'number' },
        attributePaths: { costCentre: 'Employment.cc', badges: 'Employment.badges', floor: 'Employment.flor' },
      },
    );

    expect((await check(fixture)).filter(text => text.startsWith('warning'))).toEqual([
      'warning: none of 2 people has the attribute floor (Employment.flor)',
    ]);
  });
});
