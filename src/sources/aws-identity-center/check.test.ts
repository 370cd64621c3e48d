import { describe, expect, it } from 'vitest';
import { type AwsFixture, awsFixture, company } from '../../../test/contracts/aws-fixture.js';

const check = (fixture: AwsFixture) => fixture.source.check({ signal: new AbortController().signal });
const lines = async (fixture: AwsFixture) => (await check(fixture)).map(({ level, what }) => `${level}: ${what}`);
const APP = 'arn:aws:sso::111122223333:application/ssoins-0000000000000000/apl-aaaaaaaaaaaaaaaa';

describe('check', () => {
  it('says who signs, and what we may do', async () => {
    await using fixture = await awsFixture(company, { app: APP });
    fixture.aws.assign(APP, { users: ['ann'] });

    expect(await lines(fixture)).toEqual([
      'ok: signed with the keys in the config',
      'ok: may read users',
      'ok: may read one user',
      'ok: may read the groups of a person',
      'ok: may read groups',
      "ok: may read groups' members",
      'ok: may read who is assigned to the application',
    ]);
  });

  it.each([
    'identitystore:ListUsers',
    'identitystore:ListGroups',
    'identitystore:ListGroupMemberships',
    'identitystore:ListGroupMembershipsForMember',
    'identitystore:DescribeUser',
    'sso:ListApplicationAssignments',
  ])('names the action that a policy lacks: %s', async denied => {
    await using fixture = await awsFixture({ ...company, denied: [denied] }, { app: APP });
    fixture.aws.assign(APP, { users: ['ann'] });

    const problems = (await check(fixture)).filter(({ level }) => level === 'problem');

    expect(problems).toMatchObject([
      { what: expect.stringContaining(`may not do ${denied}`), hint: expect.stringContaining(denied) },
    ]);
  });

  it('finds the store where the config does not name it, and says what to write', async () => {
    await using fixture = await awsFixture(company, { identityStoreId: undefined });
    await using denied = await awsFixture({ ...company, denied: ['sso:ListInstances'] }, { identityStoreId: undefined });

    expect(await check(fixture)).toContainEqual({
      level: 'info',
      what: 'the identity store of eu-central-1 is d-1234567890',
      hint: expect.stringContaining('identityStoreId: d-1234567890'),
    });
    expect(await lines(denied)).toMatchObject([
      expect.stringContaining('signed with'),
      expect.stringContaining('sso:ListInstances'),
    ]);
  });

  it('says once that keys are wrong, and nothing about rights', async () => {
    await using fixture = await awsFixture(company, { secretAccessKey: 'wrong' });

    const found = await lines(fixture);

    expect(found.filter(line => line.startsWith('problem'))).toEqual([
      expect.stringContaining('does not belong to its access key'),
    ]);
  });

  it('says of a web page that it is not from AWS, and nothing about rights', async () => {
    await using fixture = await awsFixture(company);
    fixture.aws.fail(/./, { kind: 'status', status: 403, body: '<html><title>Blocked</title></html>' });

    expect((await check(fixture)).filter(({ level }) => level === 'problem')).toMatchObject([
      {
        what: expect.stringMatching(/^could not read users and groups: .*not AWS's API answered 403/),
        hint: expect.stringContaining('proxy'),
      },
    ]);
  });

  it('says where AWS does not tell who is disabled, nobody is assigned, or nobody is there', async () => {
    await using old = await awsFixture({ ...company, tellsStatus: false }, { app: APP });
    old.aws.assign(APP, {});
    await using empty = await awsFixture();

    expect(await lines(old)).toEqual(
      expect.arrayContaining([
        'warning: AWS does not tell here whether users are disabled (UserStatus)',
        `problem: could not read who is assigned to the application: AWS names nobody who is assigned to the application ${APP}`,
      ]),
    );
    expect(await lines(empty)).toEqual(
      expect.arrayContaining(['warning: AWS shows no users', 'ok: may read groups; there are none']),
    );
  });

  it('names declared attributes that nobody has, and what they have', async () => {
    const users = ['ann', { id: 'bob', enterprise: { department: 'Sales' } }];
    const attributes = { department: 'string', costCentre: 'string' };
    await using fixture = await awsFixture({ users }, { attributes });
    await using none = await awsFixture(company, { attributes: { department: 'string' } });

    expect((await check(fixture)).filter(({ level }) => level === 'warning')).toEqual([
      { level: 'warning', what: 'none of the first 2 users has the attribute costCentre', hint: 'They have department.' },
    ]);
    expect((await check(none)).at(4)).toMatchObject({ hint: expect.stringContaining('extension') });
  });
});
