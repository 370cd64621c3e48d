import { describe, expect, it } from 'vitest';
import { asked, company, type IdcsFixture, idcsFixture } from '../../../test/contracts/idcs-fixture.js';
import { describeSource, membersByName, standings } from '../../../test/contracts/source.js';
import { AccessDenied, NotFound, Unavailable, UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';
import { Secret } from '../../secrets.js';
import { idcs } from './index.js';
import { IdcsSettings } from './settings.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });

const groupId = ({ idcs: { domain } }: IdcsFixture, name: string) =>
  [...domain.groups.values()].find(({ displayName }) => displayName === name)?.id ?? '';

describeSource('idcs', async () => {
  const fixture = await idcsFixture(company);
  const { idcs: domain, source } = fixture;
  return {
    source,
    attributes: idcs.attributes(IdcsSettings.parse({ url: domain.url, clientId: 'a', clientSecret: new Secret('b') })),
    breakUsers: () => domain.fail(/^GET \/admin\/v1\/Users\?/, { kind: 'status', status: 503 }),
    // members come with the users' rows; only for a group that no row names is it asked itself
    breakMembers(name) {
      domain.hide(name, ['userGroups']);
      domain.fail(new RegExp(`^GET /admin/v1/Groups/${groupId(fixture, name)}\\?`), { kind: 'status', status: 503 });
    },
    garble: who => domain.corrupt(who, { active: 'yes' }),
    remove: who => domain.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});

describe('what a row says of a person', () => {
  it.each<[string, object, object]>([
    ['active', {}, { kind: 'active' }],
    ['locked is a nuisance, not a departure', { locked: true }, { kind: 'active' }],
    ['inactive, with the reason', { active: false, status: 'Left in May' }, { kind: 'inactive', status: 'Left in May' }],
    ['inactive, without one', { active: false }, { kind: 'inactive', status: 'deactivated' }],
    ['being deleted is as good as gone', { deleteInProgress: true }, { kind: 'inactive', status: 'being deleted' }],
  ])('%s (R5, U1)', async (_, particulars, standing) => {
    await using fixture = await idcsFixture({ users: [{ id: 'ann', ...particulars }] });

    const { people } = await fixture.source.pull(everything, options());

    expect(people.get(personId('ann'))?.standing).toEqual(standing);
  });

  it('does not guess whether somebody is active: without the attribute the row is odd (R2)', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.corrupt('bob', { active: undefined });

    const { people, quarantined } = await fixture.source.pull(everything, options());

    expect(quarantined).toMatchObject([{ id: 'bob', problem: expect.stringContaining('active') }]);
    expect([...people.keys()]).toEqual(['ann', 'cid']);
  });

  it('sets rows aside that are no objects, without an id (R2)', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.corrupt('bob', null);

    const { people, quarantined } = await fixture.source.pull(everything, options());

    expect(quarantined).toEqual([{ where: 'users', problem: expect.stringContaining('object') }]);
    expect(people.size).toBe(2);
  });

  it.each<[string, object, string]>([
    ['the primary address, though the recovery address stands first', { email: 'ann@work.example' }, 'ann@work.example'],
    ['nothing, where only a recovery address is there', { emails: [{ type: 'recovery', value: 'a@b.c', primary: true }] }, ''],
    ['nothing, where none is primary', { emails: [{ type: 'work', value: 'a@b.c', primary: false }] }, ''],
    ['nothing, where there are none', { emails: [] }, ''],
  ])('takes as e-mail %s', async (_, particulars, email) => {
    await using fixture = await idcsFixture({ users: [{ id: 'ann', ...particulars }] });

    expect((await fixture.source.pull(everything, options())).people.get(personId('ann'))?.email).toBe(email);
  });

  it('shows expressions the core, enterprise and custom attributes under flat names', async () => {
    const core = {
      ...{ title: 'Engineer', userType: 'Employee', nickName: 'Annie', externalId: 'x1', locale: 'de', displayName: undefined },
      phoneNumbers: [
        { type: 'work', value: '+1' },
        { type: 'mobile', value: '+2' },
      ],
      addresses: [{ type: 'work', locality: 'Berlin', country: 'DE', streetAddress: 'Weg 1', postalCode: '1', region: 'BE' }],
      name: { givenName: 'Ann', familyName: 'Lee', middleName: 'M' },
    };
    const enterprise = {
      department: 'R&D',
      costCenter: '7',
      employeeNumber: '42',
      manager: { value: 'bob', displayName: 'Bob' },
    };
    const custom = { remote: true, level: 3, hobby: 'chess' };
    const ann = { id: 'ann', core, enterprise, custom, serviceUser: true, isFederatedUser: true, locked: true };
    await using fixture = await idcsFixture({ users: [ann] }, { attributes: { remote: 'boolean', level: 'number' } });

    const { attributes, displayName } = (await fixture.source.pull(everything, options())).people.get(personId('ann')) ?? {};

    expect(attributes).toEqual({
      ...{ id: 'ann', login: 'ann@example.com', email: 'ann@example.com', emails: ['ann@example.com'], displayName: 'Ann Lee' },
      ...{ firstName: 'Ann', lastName: 'Lee', middleName: 'M', nickName: 'Annie', title: 'Engineer', userType: 'Employee' },
      ...{
        externalId: 'x1',
        locale: 'de',
        workPhone: '+1',
        mobilePhone: '+2',
        streetAddress: 'Weg 1',
        city: 'Berlin',
        state: 'BE',
      },
      ...{ zipCode: '1', countryCode: 'DE', department: 'R&D', costCenter: '7', employeeNumber: '42', managerId: 'bob' },
      ...{ manager: 'Bob', active: true, locked: true, federated: true, serviceUser: true, remote: true, level: 3 },
    });
    expect(displayName).toBe('Ann Lee');
  });
});

describe('reading to the end (R1)', () => {
  it('reads every page, each from the last row of the one before', async () => {
    await using fixture = await idcsFixture({ ...company, pageSize: 2 });

    const directory = await fixture.source.pull(everything, options());

    expect([...directory.people.keys()]).toEqual(['ann', 'bob', 'cid']);
    expect(membersByName(directory)).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
    expect(directory.evidence.lists[0]).toEqual({ what: 'users', pages: 2, rows: 3, end: expect.any(String), total: 3 });
    expect(
      asked(fixture)
        .filter(url => url.includes('Users'))
        .map(url => /startIndex=(\d+)/.exec(url)?.[1]),
    ).toEqual(['1', '2']);
  });

  it('reads a server whose pages have one row', async () => {
    await using fixture = await idcsFixture({ ...company, pageSize: 1 });

    expect((await fixture.source.pull(everything, options())).people.size).toBe(3);
  });

  it('rejects when the last page fails', async () => {
    await using fixture = await idcsFixture({ ...company, pageSize: 2 });
    fixture.idcs.fail(/Users\?startIndex=2/, { kind: 'status', status: 503 });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(Unavailable);
  });

  it.each<[string, (fixture: IdcsFixture) => void]>([
    ['somebody is added meanwhile', ({ idcs }) => idcs.addPerson('abe')],
    ['the total changes alone', ({ idcs }) => idcs.addPerson('zoe')],
    ['somebody is removed meanwhile', ({ idcs }) => idcs.remove('ann')],
    [
      'one comes and one goes, and the total stays',
      ({ idcs }) => {
        idcs.remove('ann');
        idcs.addPerson('zoe');
      },
    ],
  ])('reads again when %s, and misses nobody', async (_, event) => {
    await using fixture = await idcsFixture({ users: ['ann', 'bob', 'cid', 'dan'], pageSize: 2 });
    fixture.idcs.before(/Users\?startIndex=2/, () => event(fixture));

    const { people } = await fixture.source.pull(everything, options());

    expect([...people.keys()].sort()).toEqual([...fixture.idcs.domain.people.keys()].sort());
    expect(asked(fixture).filter(url => url.includes('Users?startIndex=1&'))).toHaveLength(2);
  });

  it.each<[string, (fixture: IdcsFixture) => void]>([
    ['its total is too high', ({ idcs }) => idcs.miscount(1, /Users/)],
    ['a page comes empty before the end', ({ idcs }) => idcs.cutAt(3, /Users/)],
    ['the first page comes again and again', ({ idcs }) => idcs.stick(/Users/)],
  ])('believes nothing of a list when %s, twice', async (_, mischief) => {
    await using fixture = await idcsFixture({ ...company, pageSize: 2 });
    mischief(fixture);

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(UnexpectedReply);
    expect(asked(fixture).filter(url => url.includes('Users?startIndex=1&'))).toHaveLength(2);
  });

  it('believes no total that counts the page only: after a full page it looks for more', async () => {
    await using fixture = await idcsFixture({ users: crowd(1001), allUsers: 'absent' });
    fixture.idcs.miscount(-1, /Users/);

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(UnexpectedReply);
  });

  it('rejects when groups cannot be listed', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.fail(/Groups\?/, { kind: 'halfBody' });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(Unavailable);
  });

  it('tells a client without a role apart from an empty domain', async () => {
    await using refused = await idcsFixture({ role: 'none' });
    await using empty = await idcsFixture({ allUsers: 'absent' });

    const refusal = refused.source.pull(everything, options());

    await expect(refusal).rejects.toThrow(AccessDenied);
    await expect(refusal).rejects.toMatchObject({ hint: expect.stringContaining('User Administrator') });
    expect((await empty.source.pull(everything, options())).people.size).toBe(0);
  });
});

describe('memberships', () => {
  it('come with the users: one list of users, one of groups, nothing for each group (R4)', async () => {
    await using fixture = await idcsFixture(company);

    const { evidence } = await fixture.source.pull(everything, options());

    expect(asked(fixture).map(url => url.replace(/attributes=.*/, ''))).toEqual([
      '/admin/v1/Users?startIndex=1&count=1000&sortBy=id&sortOrder=ascending&',
      '/admin/v1/Groups?startIndex=1&count=1000&sortBy=id&sortOrder=ascending&',
    ]);
    expect(evidence.calls).toBe(3); // with the one for the token
  });

  it('reach through nested groups (G9)', async () => {
    await using fixture = await idcsFixture({
      users: ['ann', 'bob'],
      groups: [
        { name: 'Team', members: ['ann'] },
        { name: 'Department', members: ['bob'], groups: ['Team'] },
      ],
      allUsers: 'absent',
    });

    expect(membersByName(await fixture.source.pull(everything, options()))).toEqual({
      Team: ['ann'],
      Department: ['ann', 'bob'],
    });
  });

  it('of a group that no row names are asked of the group: All Domain Users is not empty', async () => {
    await using fixture = await idcsFixture({ ...company, allUsers: 'hidden' });

    const directory = await fixture.source.pull({ group: ({ name }) => name === 'All Domain Users' }, options());

    expect(membersByName(directory)).toEqual({
      'All Domain Users': ['ann', 'bob', 'cid'],
      Engineering: 'notRead',
      Sales: 'notRead',
    });
  });

  it('of an empty group are empty only once the group said so', async () => {
    await using fixture = await idcsFixture({ groups: { Empty: [] }, allUsers: 'absent' });

    expect(membersByName(await fixture.source.pull(everything, options()))).toEqual({ Empty: [] });
    expect(asked(fixture).at(-1)).toBe(`/admin/v1/Groups/${groupId(fixture, 'Empty')}?attributes=members`);
  });

  it('that may be cut off in a row of 1,000 groups are read from the groups too', async () => {
    await using fixture = await idcsFixture(company);
    const many = Array.from({ length: 1000 }, (_, n) => ({ value: `other-${n}` }));
    fixture.idcs.corrupt('ann', { groups: many });

    expect(membersByName(await fixture.source.pull(everything, options()))).toEqual({
      Engineering: ['ann', 'bob'],
      Sales: ['bob'],
    });
  });

  it('of a group over the limit of 10,000 come from the users of the group', async () => {
    await using fixture = await idcsFixture({ users: crowd(10_001), groups: { Big: crowd(10_001) }, allUsers: 'absent' });
    fixture.idcs.corrupt('u0', { groups: Array.from({ length: 1000 }, (_, n) => ({ value: `other-${n}` })) });

    const { groups } = await fixture.source.pull(everything, options());

    const [big] = groups.values();
    expect(big?.members.kind === 'read' && big.members.ids.size).toBe(10_001);
  });

  it('are unknown where the limit is hit and nothing names the members: never cut, never empty', async () => {
    await using fixture = await idcsFixture({ users: crowd(10_001), allUsers: 'hidden' });

    expect(membersByName(await fixture.source.pull(everything, options()))).toEqual({ 'All Domain Users': 'unknown' });
  });

  it('refused in the middle are no one group alone: the pull rejects', async () => {
    await using fixture = await idcsFixture({ groups: { Empty: [] } });
    fixture.idcs.deny(/Groups\/./);

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(AccessDenied);
  });
});

const crowd = (size: number) => Array.from({ length: size }, (_, n) => `u${n}`);

describe('with an app', () => {
  const domain = {
    ...{ users: ['ann', 'bob', { id: 'cid', active: false }, 'dan', 'eve'], allUsers: 'absent' as const },
    groups: { Engineering: ['bob', 'eve'], Sales: ['ann', 'dan'] },
    app: { id: '99aa', name: 'Jira', users: ['ann', 'bob'], groups: ['Engineering'] },
  };

  it('reads those with a grant, each once, and hears who is inactive (R5); groups keep their other members', async () => {
    await using fixture = await idcsFixture(domain, { app: '99aa' });

    const directory = await fixture.source.pull(everything, options());

    expect(standings(directory)).toEqual({ ann: 'active', bob: 'active', cid: 'inactive', eve: 'active' });
    expect(membersByName(directory)).toEqual({ Engineering: ['bob', 'eve'], Sales: ['ann', 'dan'] });
    expect(directory.evidence.lists.map(({ what }) => what)).toContain('grants');
  });

  it('looks up who is missing: no grant is out of scope, deleted is deleted (R5)', async () => {
    await using fixture = await idcsFixture(domain, { app: '99aa' });

    const found = await fixture.source.lookup(['ann', 'cid', 'dan', 'eve', 'zoe'].map(personId), options());

    expect(Object.fromEntries([...found].map(([id, { kind }]) => [id, kind]))).toEqual({
      ann: 'present',
      cid: 'inactive',
      dan: 'outOfScope',
      eve: 'present',
      zoe: 'deleted',
    });
  });

  it('that is not there does not pass for one to which nobody is assigned', async () => {
    await using fixture = await idcsFixture(domain, { app: '77bb' });

    const pulling = fixture.source.pull(everything, options());

    await expect(pulling).rejects.toThrow(NotFound);
    await expect(pulling).rejects.toThrow('77bb');
  });

  it('rejects without the role that reads grants', async () => {
    await using fixture = await idcsFixture({ ...domain, role: 'User Administrator' }, { app: '99aa' });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(AccessDenied);
  });

  it.each([
    ['not understood', { grantee: { value: 'ann' }, app: { value: '99aa' } }],
    ['of another app', { grantee: { value: 'ann', type: 'User' }, app: { value: 'other' } }],
  ])('believes no list with a grant that is %s', async (_, grant) => {
    await using fixture = await idcsFixture(domain, { app: '99aa' });
    const body = { totalResults: 1, Resources: [{ id: 'g1', ...grant }] };
    fixture.idcs.fail(/Grants/, { kind: 'status', status: 200, body });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(UnexpectedReply);
  });
});

describe('looking up (R5)', () => {
  it('tells why somebody is inactive, with what is known of them', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.deactivate('bob', 'Left in May');

    const found = await fixture.source.lookup([personId('bob')], options());

    expect(found.get(personId('bob'))).toMatchObject({
      kind: 'inactive',
      status: 'Left in May',
      person: { login: 'bob@example.com' },
    });
  });

  it.each([
    ['a proxy', 'nothing here'],
    ['something else', { message: 'no such route' }],
  ])('does not believe %s that says 404: only IDCS says that somebody is deleted', async (_, body) => {
    await using fixture = await idcsFixture(company);
    const headers = typeof body === 'string' ? { 'content-type': 'text/plain' } : undefined;
    fixture.idcs.fail(/Users\/ann/, { kind: 'status', status: 404, body, ...(headers && { headers }) });

    const found = await fixture.source.lookup([personId('ann')], options());

    expect(found.get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });

  it('is not taken in by an answer about somebody else', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.corrupt('ann', { id: 'bob' });

    const found = await fixture.source.lookup([personId('ann')], options());

    expect(found.get(personId('ann'))).toMatchObject({ kind: 'unknown' });
  });

  it('does not know somebody whose look-up failed', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.fail(/Users\/ann/, { kind: 'reset' });

    const found = await fixture.source.lookup(['ann', 'bob'].map(personId), options());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['unknown', 'present']);
  });
});
