import { describe, expect, it } from 'vitest';
import { asked, company, type OneLoginFixture, oneloginFixture } from '../../../test/contracts/onelogin-fixture.js';

const check = ({ source }: OneLoginFixture) => source.check({ signal: new AbortController().signal });
const told = async (fixture: OneLoginFixture) => (await check(fixture)).map(({ level, what }) => `${level}: ${what}`);

describe('the check of a onelogin source', () => {
  it('says who we are, how many calls are left, and what may be read; in a few calls', async () => {
    await using fixture = await oneloginFixture(company);

    expect(await told(fixture)).toEqual([
      'ok: signed in with the API credential rollcall',
      'ok: 5000 of 5000 calls an hour are left, for 60 minutes',
      'ok: may read 3 users',
      'ok: may read 2 roles',
      "ok: may read roles' users",
    ]);
    expect(asked(fixture)).toHaveLength(4);
  });

  it('tells groups and app where the config has them', async () => {
    const account = { ...company, groups: ['Band'], apps: { '77': ['ann'] } };
    await using fixture = await oneloginFixture(account, { groups: true, app: '77' });

    expect(await told(fixture)).toEqual(expect.arrayContaining(['ok: may read 1 groups', 'ok: may read 1 users of the app 77']));
  });

  it('names the scope that is missing', async () => {
    await using fixture = await oneloginFixture({ ...company, scope: 'Authentication Only' });

    const problems = (await check(fixture)).filter(({ level }) => level === 'problem');

    expect(problems).toMatchObject([
      { what: expect.stringMatching(/^could not read users and roles: /), hint: expect.stringContaining('Read Users') },
    ]);
  });

  it('says once that the secret is wrong', async () => {
    await using fixture = await oneloginFixture(company, { clientSecret: 'wrong' });

    expect(await check(fixture)).toMatchObject([{ level: 'problem', hint: expect.stringContaining('clientSecret') }]);
  });

  it('warns when few calls of the hour are left, and does without where it cannot tell', async () => {
    await using few = await oneloginFixture({ ...company, rateLimit: 3 });
    await few.source.pull({ group: () => true }, { signal: new AbortController().signal });
    expect(await told(few)).toContainEqual(expect.stringMatching(/^warning: 0 of 3 calls/));

    await using silent = await oneloginFixture(company);
    silent.onelogin.fail(/rate_limit/, { kind: 'status', status: 500 });
    expect((await check(silent)).filter(({ level }) => level === 'problem')).toEqual([]);
  });

  it('warns of a first user who is not understood', async () => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.corrupt('ann', { status: 6 });

    expect(await check(fixture)).toContainEqual(
      expect.objectContaining({ level: 'warning', what: expect.stringContaining('status 6') }),
    );
  });

  it('says that nobody is assigned to the app', async () => {
    await using fixture = await oneloginFixture(company, { app: '78' });

    expect(await check(fixture)).toContainEqual(
      expect.objectContaining({ level: 'problem', what: expect.stringContaining('78') }),
    );
  });

  it('names attributes that the account does not have, and says so where it cannot compare', async () => {
    const users = [{ id: 'ann', email: 'ann@example.com', customAttributes: { costCentre: '42' } }];
    await using fixture = await oneloginFixture(
      { users },
      { attributes: { costCentre: 'string', costCenter: 'string', title: 'string' } },
    );

    expect((await told(fixture)).filter(what => what.startsWith('problem'))).toEqual([
      'problem: OneLogin has no custom attribute costCenter',
    ]);

    fixture.onelogin.fail(/custom_attributes/, { kind: 'status', status: 403 });
    expect(await told(fixture)).toContainEqual(expect.stringContaining('info: `attributes` cannot be compared'));
  });
});
