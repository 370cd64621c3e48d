import { describe, expect, it } from 'vitest';
import { awsFixture, company } from '../../../test/contracts/aws-fixture.js';
import { membersByName, standings } from '../../../test/contracts/source.js';
import { UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';
import { AwsFailure, type IdentityCenterOptions } from '../../sandbox/aws-identity-center/index.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const APP = 'arn:aws:sso::111122223333:application/ssoins-0000000000000000/apl-aaaaaaaaaaaaaaaa';

describe('people', () => {
  const one = async (user: NonNullable<IdentityCenterOptions['users']>[number], attributes = {}) => {
    await using fixture = await awsFixture({ users: [user] }, { attributes });
    return [...(await fixture.source.pull(everything, options())).people.values()][0];
  };

  it('have what the row says, and times as ISO', async () => {
    expect(await one({ id: 'ann', givenName: 'Ann', familyName: 'Lee', email: 'a@example.com', title: 'CTO' })).toMatchObject({
      ...{ login: 'ann@example.com', email: 'a@example.com', displayName: 'Ann Lee' },
      attributes: {
        title: 'CTO',
        externalId: 'ext-ann',
        issuer: 'https://scim.aws.com/sandbox/0001',
        created: '2026-03-01T08:00:00.123Z',
      },
    });
  });

  it.each([
    ['no address (made by Control Tower)', { email: undefined }, { email: '' }],
    ['no name at all', { displayName: undefined }, { displayName: 'ann@example.com' }],
    [
      'a single blank for a given name',
      { givenName: ' ', familyName: 'Lee' },
      { displayName: 'Lee', attributes: { firstName: '' } },
    ],
    ['a name of their own', { givenName: 'Ann', displayName: 'Annie' }, { displayName: 'Annie' }],
  ])('may have %s', async (_, given, expected) => {
    expect(await one({ id: 'ann', ...given })).toMatchObject(expected);
  });

  it('show the attributes that are declared, whatever the case of their names, and only then are extensions asked for', async () => {
    const enterprise = { EmployeeNumber: '7', department: 'Sales', manager: { value: 'bob' }, costCenter: 4711 };
    const attributes = {
      employeeNumber: 'number',
      Department: 'string',
      manager: 'string',
      costCenter: 'string',
      division: 'string',
    };
    await using fixture = await awsFixture({ users: [{ id: 'ann', enterprise }] }, { attributes });

    const { people } = await fixture.source.pull(everything, options());

    expect(people.get(personId('ann'))?.attributes).toMatchObject({
      ...{ employeeNumber: 7, Department: 'Sales', manager: 'bob', costCenter: '4711', division: null },
    });
    expect(fixture.aws.requests[0]?.body).toContain('"Extensions":["aws:identitystore:enterprise"]');
    await using plain = await awsFixture(company);
    await plain.source.pull(everything, options());
    expect(plain.aws.requests.some(({ body }) => String(body).includes('Extensions'))).toBe(false);
  });

  it('are odd where an attribute is not of its type (R2)', async () => {
    const users = [{ id: 'ann', enterprise: { employeeNumber: 'seven' } }];
    await using fixture = await awsFixture({ users }, { attributes: { employeeNumber: 'number' } });

    expect((await fixture.source.pull(everything, options())).quarantined).toMatchObject([
      { id: 'ann', problem: 'the attribute employeeNumber is no number: "seven"' },
    ]);
  });
});

describe('UserStatus (Gotcha 1)', () => {
  it('makes whoever is DISABLED a stated leaver, in the list and when looked up', async () => {
    await using fixture = await awsFixture(company);

    const { people } = await fixture.source.pull(everything, options());
    const found = await fixture.source.lookup([personId('cid')], options());

    expect(people.get(personId('cid'))?.standing).toEqual({ kind: 'inactive', status: 'DISABLED' });
    expect(found.get(personId('cid'))).toMatchObject({ kind: 'inactive', status: 'DISABLED' });
  });

  it('is not needed where nobody has one: an older endpoint', async () => {
    await using fixture = await awsFixture({ ...company, tellsStatus: false });

    expect(standings(await fixture.source.pull(everything, options()))).toEqual({ ann: 'active', bob: 'active', cid: 'active' });
    expect((await fixture.source.lookup([personId('ann')], options())).get(personId('ann'))).toMatchObject({ kind: 'present' });
  });

  it('is a riddle where only some lack it: their rows are odd, and nobody is taken for active (R2)', async () => {
    await using fixture = await awsFixture(company);
    fixture.aws.corrupt('bob', { UserStatus: undefined });

    const { people, quarantined } = await fixture.source.pull(everything, options());

    expect([...people.keys()]).toEqual(['ann', 'cid']);
    expect(quarantined).toMatchObject([{ id: 'bob', problem: 'no UserStatus, which others have' }]);
    expect((await fixture.source.lookup([personId('bob')], options())).get(personId('bob'))).toMatchObject({ kind: 'unknown' });
  });
});

describe('lists (R1)', () => {
  it('go on after a page that is empty and has a token', async () => {
    await using fixture = await awsFixture(company);
    fixture.aws.emptyFirstPage(/^List/);

    const directory = await fixture.source.pull(everything, options());

    expect(directory.people.size).toBe(3);
    expect(membersByName(directory)).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
    expect(directory.evidence.lists[0]).toEqual({ what: 'users', pages: 2, rows: 3, end: 'no next token' });
  });

  it('are not believed where a token leads back', async () => {
    await using fixture = await awsFixture({ ...company, pageSize: 1 });
    fixture.aws.loop(/^ListUsers/);

    await expect(fixture.source.pull(everything, options())).rejects.toThrow('leads back');
  });

  it('set rows aside that are no objects, without an id (R2): the groups are asked for their members then', async () => {
    await using fixture = await awsFixture({ users: ['ann', 'bob'], groups: { a: ['ann'], b: ['bob'], c: [] } });
    fixture.aws.corrupt('bob', null);

    const directory = await fixture.source.pull(everything, options());

    expect(directory.quarantined).toEqual([{ where: 'users', problem: expect.stringContaining('object') }]);
    expect(membersByName(directory)).toEqual({ a: ['ann'], b: ['bob'], c: [] });
  });

  it('are not empty where an answer lacks them', async () => {
    await using fixture = await awsFixture(company);
    fixture.aws.fail(/./, { kind: 'status', status: 200, body: {} });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(UnexpectedReply);
  });
});

describe('groups', () => {
  it('have names without tabs, line ends and non-breaking blanks (Gotcha 2); whatever has none goes by its id', async () => {
    await using fixture = await awsFixture({
      groups: [
        { id: 'g1', name: '\tEng\u00a0 &\nOps ' },
        { id: 'g2', name: '\u00a0' },
      ],
    });

    expect([...(await fixture.source.pull(everything, options())).groups.values()].map(({ name }) => name)).toEqual([
      'Eng & Ops',
      'g2',
    ]);
  });

  it('are unknown where they go while they are read; a store that is not there is everybody’s failure', async () => {
    await using fixture = await awsFixture(company);
    fixture.aws.before(/^ListGroupMemberships /, () => fixture.aws.removeGroup('Engineering'));

    expect(membersByName(await fixture.source.pull(everything, options()))).toEqual({ Engineering: 'unknown', Sales: ['bob'] });
    const gone = new AwsFailure('ResourceNotFoundException', 'no', { ResourceType: 'IDENTITY_STORE' });
    fixture.aws.refuse(/^ListGroupMemberships /, gone);
    await expect(fixture.source.pull(everything, options())).rejects.toThrow('no such identity store');
  });

  it('are unknown where a membership is of another group than was asked for', async () => {
    await using fixture = await awsFixture(company);
    const row = { GroupId: 'another', MemberId: { UserId: 'ann' } };
    const body = { GroupMemberships: [row] };
    fixture.aws.fail(/./, { kind: 'status', status: 200, body }, { skip: 2, times: 1 });

    expect(membersByName(await fixture.source.pull(everything, options()))).toMatchObject({ Engineering: 'unknown' });
  });
});

describe('the fewest calls (R4)', () => {
  const many = (people: number, groups: number) => ({
    users: Array.from({ length: people }, (_, at) => `p${at}`),
    groups: Object.fromEntries(Array.from({ length: groups }, (_, at) => [`g${at}`, [`p${at % people}`]])),
  });
  const counted = async (fixture: Awaited<ReturnType<typeof awsFixture>>) => {
    const directory = await fixture.source.pull(everything, options());
    const calls: Record<string, number> = {};
    for (const operation of fixture.aws.asked()) calls[operation] = (calls[operation] ?? 0) + 1;
    return { directory, calls };
  };

  it('asks each group where there are fewer of them than people', async () => {
    await using fixture = await awsFixture(many(120, 5));

    const { directory, calls } = await counted(fixture);

    expect(calls).toEqual({ ListUsers: 2, ListGroups: 1, ListGroupMemberships: 5 });
    expect(directory.evidence.calls).toBe(8);
  });

  it('asks each person where there are fewer of those, the odd and the disabled too', async () => {
    await using fixture = await awsFixture(many(4, 150));
    fixture.aws.corrupt('p1', { UserStatus: 'FROZEN' });
    fixture.aws.update('p2', { enabled: false });

    const { directory, calls } = await counted(fixture);

    expect(calls).toEqual({ ListUsers: 1, ListGroups: 2, ListGroupMembershipsForMember: 4 });
    expect(membersByName(directory)).toMatchObject({ g0: ['p0'], g1: ['p1'], g2: ['p2'], g149: ['p1'] });
  });

  it('counts those groups only that a rule may name', async () => {
    await using fixture = await awsFixture(many(4, 150));

    const directory = await fixture.source.pull({ group: ({ name }) => name === 'g7' }, options());

    expect(fixture.aws.asked().filter(operation => operation.startsWith('ListGroupMemberships'))).toEqual([
      'ListGroupMemberships',
    ]);
    expect(membersByName(directory)).toMatchObject({ g7: ['p3'], g8: 'notRead' });
  });

  it.each([
    ['may not be asked', new AwsFailure('AccessDeniedException', 'not authorized')],
    ['cannot be read', new AwsFailure('InternalServerException', 'broken', {}, 500)],
  ])('asks the groups after all where a person %s: no group is short of anybody (R1)', async (_, failure) => {
    await using fixture = await awsFixture(many(2, 5));
    fixture.aws.refuse(/^ListGroupMembershipsForMember .*p1/, failure);

    const { directory } = await counted(fixture);

    expect(membersByName(directory)).toEqual({ g0: ['p0'], g1: ['p1'], g2: ['p0'], g3: ['p1'], g4: ['p0'] });
  });

  it('takes somebody who goes while everybody is asked for gone', async () => {
    await using fixture = await awsFixture(many(2, 5));
    fixture.aws.before(/^ListGroupMembershipsForMember .*p1/, () => fixture.aws.remove('p1'));

    const { directory, calls } = await counted(fixture);

    expect(membersByName(directory)).toMatchObject({ g0: ['p0'], g1: [] });
    expect(calls).not.toHaveProperty('ListGroupMemberships');
  });
});

describe('only some people', () => {
  const org = {
    users: ['ann', 'bob', 'eve', { id: 'cid', enabled: false }, { id: 'tower', email: undefined, externalId: undefined }],
    groups: { Engineering: ['bob'], Sales: ['ann', 'eve'] },
  };

  it('those who are assigned to the application, themselves or by a group; who is disabled is stated all the same (R5)', async () => {
    await using fixture = await awsFixture(org, { app: APP });
    fixture.aws.assign(APP, { users: ['ann'], groups: ['Engineering'] });

    const directory = await fixture.source.pull({ group: ({ name }) => name === 'Sales' }, options());

    expect(standings(directory)).toEqual({ ann: 'active', bob: 'active', cid: 'inactive' });
    expect(membersByName(directory)).toEqual({ Engineering: 'notRead', Sales: ['ann', 'eve'] });
  });

  it('nobody is dropped because an assigned group cannot be read: the source is unread (R1)', async () => {
    await using fixture = await awsFixture(org, { app: APP });
    fixture.aws.assign(APP, { groups: ['Engineering'] });
    fixture.aws.refuse(/^ListGroupMemberships /, new AwsFailure('InternalServerException', 'broken', {}, 500));

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(UnexpectedReply);
  });

  it('an application that is not there is no empty one', async () => {
    await using fixture = await awsFixture(org, { app: APP });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(`no application ${APP}`);
  });

  it('nobody at all is not believed: an application may be open to everybody without any assignment', async () => {
    await using fixture = await awsFixture(org, { app: APP });
    fixture.aws.assign(APP, {});

    await expect(fixture.source.pull(everything, options())).rejects.toMatchObject({
      message: expect.stringContaining('nobody who is assigned'),
      hint: expect.stringContaining('`app`'),
    });
    expect((await fixture.source.lookup([personId('ann')], options())).get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });

  it('those whom an identity provider made (Gotcha 5)', async () => {
    await using fixture = await awsFixture(org, { provisionedOnly: true });

    expect([...(await fixture.source.pull(everything, options())).people.keys()]).toEqual(['ann', 'bob', 'eve', 'cid']);
  });

  it('looks up who is missing: out of scope, and why; deleted only where AWS says so (R5)', async () => {
    await using fixture = await awsFixture(org, { app: APP, provisionedOnly: true });
    fixture.aws.assign(APP, { users: ['tower'], groups: ['Engineering'] });

    const found = await fixture.source.lookup(['bob', 'cid', 'eve', 'tower', 'zoe'].map(personId), options());

    expect(Object.fromEntries([...found].map(([id, answer]) => [id, 'why' in answer ? answer.why : answer.kind]))).toEqual({
      bob: 'present',
      cid: 'inactive',
      eve: 'not assigned to the application',
      tower: 'not provisioned by an identity provider',
      zoe: 'deleted',
    });
    expect(fixture.aws.asked().filter(operation => operation === 'ListApplicationAssignments')).toHaveLength(1);
  });

  it('pulls some people with whom they could be taken for, in scope only (C2)', async () => {
    await using fixture = await awsFixture({ ...org, users: [...org.users, { id: 'ann2', userName: 'ANN' }] }, { app: APP });
    fixture.aws.assign(APP, { users: ['ann', 'ann2'] });

    const some = await fixture.source.pullPeople({ ids: [personId('eve')], logins: ['ann@example.com'], alike: [] }, options());

    expect([...some.directory.people.keys()].sort()).toEqual(['ann', 'ann2']);
    expect(some.lookedUp.get(personId('eve'))).toMatchObject({ kind: 'outOfScope' });
    expect(membersByName(some.directory)).toEqual({ Engineering: [], Sales: ['ann'] });
  });
});

describe('looking up (R5)', () => {
  it.each([
    ['a 404 of something else', { kind: 'status', status: 404, body: 'nothing here' }],
    ['a thing that is missing without a word on what', new AwsFailure('ResourceNotFoundException', 'no')],
    ['another thing that is missing', new AwsFailure('ResourceNotFoundException', 'no', { ResourceType: 'IDENTITY_STORE' })],
    ['a refusal', new AwsFailure('AccessDeniedException', 'no')],
  ] as const)('does not take %s for somebody who is deleted', async (_, failure) => {
    await using fixture = await awsFixture(company);
    if (failure instanceof AwsFailure) fixture.aws.refuse(/^DescribeUser/, failure);
    else fixture.aws.fail(/./, failure);

    const found = await fixture.source.lookup([personId('ann')], options());

    expect(found.get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });

  it('takes nobody for deleted where the config does not say which store it was: another account may have been asked (R5)', async () => {
    await using fixture = await awsFixture(company, { identityStoreId: undefined });

    const [found] = (await fixture.source.lookup([personId('zoe')], options())).values();
    const some = await fixture.source.pullPeople({ ids: [personId('zoe')], logins: [], alike: [] }, options());

    for (const answer of [found, some.lookedUp.get(personId('zoe'))])
      expect(answer).toMatchObject({ kind: 'outOfScope', why: expect.stringContaining('identityStoreId') });
  });

  it('is not taken in by somebody else’s row', async () => {
    await using fixture = await awsFixture(company);
    fixture.aws.corrupt('ann', { UserId: 'bob' });

    expect((await fixture.source.lookup([personId('ann')], options())).get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });
});
