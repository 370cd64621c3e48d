import { describe, expect, it } from 'vitest';
import { startOkta } from './index.js';

const users = [
  {
    id: 'ann',
    login: 'Ann@example.com',
    firstName: 'Ann',
    lastName: 'Smith',
    profile: { level: 3, skills: ['ts', 'Go'], isOnLeave: true },
  },
  {
    id: 'bob',
    login: 'bob@example.com',
    firstName: 'Bob',
    lastName: 'Smith',
    created: '2026-02-01T00:00:00.000Z',
    profile: { level: 5 },
  },
  {
    id: 'zoe',
    login: 'zoe@example.com',
    firstName: 'Zoë',
    lastName: 'Jones "Zo"',
    status: 'SUSPENDED' as const,
    created: '2026-03-01T00:00:00.000Z',
  },
  { id: 'dan', login: 'dan@example.com', firstName: 'Dan', lastName: 'Jones', status: 'DEPROVISIONED' as const },
];
const groups = [
  { id: 'g1', name: 'Engineering', description: 'who builds' },
  { id: 'g2', name: 'atl-web', type: 'APP_GROUP' as const, source: '0oaAD', profile: { objectSid: 'S-1' } },
];

const startOrg = () =>
  startOkta({ users, groups, everyone: false, now: () => new Date('2026-01-01T00:00:00.000Z'), app: { id: '0oa1' } });

async function ask(path: string, query: Record<string, string>) {
  await using okta = await startOrg();
  const reply = await fetch(`${okta.url}${path}?${new URLSearchParams(query)}`, {
    headers: { authorization: `SSWS ${okta.token}` },
  });
  const body: { id: string }[] | { errorCode: string } = JSON.parse(await reply.text());
  return Array.isArray(body) ? body.map(({ id }) => id).join(' ') : `${reply.status} ${body.errorCode}`;
}

describe('search of users', () => {
  it.each([
    ['status eq "ACTIVE"', 'ann bob'],
    ['status EQ "active" OR status eq "DEPROVISIONED"', 'ann bob dan'],
    ['status lt "ACTIVE" or status gt "ACTIVE"', 'zoe dan'],
    ['profile.lastName eq "SMITH" and profile.firstName eq "ann"', 'ann'],
    ['profile.firstName eq "Zoe"', ''], // diacritics count
    ['profile.firstName eq "zoë"', 'zoe'],
    ['profile.lastName eq "Jones \\"Zo\\""', 'zoe'],
    ['profile.firstName sw "b"', 'bob'],
    ['profile.email co "AN@"', 'dan'],
    ['created gt "2026-01-15T00:00:00.000Z"', 'bob zoe'],
    ['created ge "2026-02-01T00:00:00.000Z" and created le "2026-02-01T00:00:00.000+00:00"', 'bob'],
    ['profile.level gt 3', 'bob'],
    ['profile.level pr', 'ann bob'],
    ['profile.skills eq "go"', 'ann'],
    ['profile.isOnLeave eq true', 'ann'],
    ['type.id pr', 'ann bob zoe dan'],
    // `and` binds tighter than `or`
    ['profile.firstName eq "Dan" or profile.lastName eq "Smith" and profile.level eq 5', 'bob dan'],
    ['(profile.firstName eq "Dan" or profile.lastName eq "Smith") and profile.level eq 5', 'bob'],
    ['id eq "ann" or id eq "dan"', 'ann dan'],
  ])('%s', async (search, found) => {
    expect(await ask('/api/v1/users', { search })).toBe(found);
  });

  it.each([
    'status ne "ACTIVE"',
    'not (status eq "ACTIVE")',
    'status co "ACT"',
    'profile.level co "3"',
    'status eq ACTIVE',
    'created gt 2026-01-15T00:00:00.000Z',
    'Status eq "ACTIVE"',
    'profile.unheardOf eq "x"',
    'lastLogin gt "2026-01-15T00:00:00.000Z"',
    'created sw "2026"',
    '(status eq "ACTIVE"',
    'status eq "ACTIVE") ',
    'status eq "ACTIVE" status pr',
    'status eq',
    'status eq "ACTIVE" and',
    '"status" eq "ACTIVE"',
    '',
  ])('refuses %s', async search => {
    expect(await ask('/api/v1/users', { search })).toBe('400 E0000031');
  });

  it('sorts, by id where values are equal; an order alone means nothing', async () => {
    const sorted = (query: Record<string, string>) => ask('/api/v1/users', { search: 'status pr', ...query });
    expect(await sorted({ sortBy: 'profile.lastName' })).toBe('dan zoe ann bob');
    expect(await sorted({ sortBy: 'profile.firstName', sortOrder: 'desc' })).toBe('zoe dan bob ann');
    expect(await sorted({ sortOrder: 'desc' })).toBe('ann bob zoe dan');
  });
});

describe('filter of users', () => {
  it.each([
    ['status eq "DEPROVISIONED"', 'dan'],
    ['status eq "deprovisioned"', ''], // values mind their case here
    ['profile.login eq "Ann@example.com" or id eq "bob"', 'ann bob'],
    ['lastUpdated gt "2026-01-15T00:00:00.000Z"', 'bob zoe'],
    ['profile.level eq 3', '400 E0000053'],
    ['profile.lastName sw "S"', '400 E0000053'],
    ['status gt "ACTIVE"', '400 E0000053'],
    ['status pr', '400 E0000053'],
    ['created gt "2026-01-15T00:00:00.000Z"', '400 E0000053'],
  ])('%s: %s', async (filter, found) => {
    expect(await ask('/api/v1/users', { filter })).toBe(found);
  });
});

describe('groups and apps', () => {
  it.each([
    ['search', 'type eq "okta_group"', 'g1'],
    ['search', 'profile.name sw "ATL-"', 'g2'],
    ['search', 'profile.description co "build"', 'g1'],
    ['search', 'profile.objectSid eq "S-1" and source.id eq "0oaAD"', 'g2'],
    ['search', 'lastUpdated gt "2026-01-15T00:00:00.000Z"', '400 E0000031'],
    ['search', 'profile.objectSid co "S"', '400 E0000031'],
    ['search', 'profile.name pr', '400 E0000031'],
    ['filter', 'type eq "OKTA_GROUP" or type eq "APP_GROUP"', 'g1 g2'],
    ['filter', 'lastUpdated gt "2025-01-01T00:00:00.000Z" or lastMembershipUpdated gt "2027-01-01T00:00:00.000Z"', 'g1 g2'],
    ['filter', 'profile.name eq "Engineering"', '400 E0000053'],
    ['filter', 'type sw "OKTA"', '400 E0000053'],
    ['q', 'ENG', 'g1'],
    ['q', 'web', ''], // the beginning only
  ])('are found by %s=%s', async (parameter, text, found) => {
    expect(await ask('/api/v1/groups', { [parameter]: text })).toBe(found);
  });

  it.each([
    ['filter', 'status eq "ACTIVE"', '0oa1'],
    ['filter', 'status eq "INACTIVE"', ''],
    ['filter', 'label eq "Jira"', '400 E0000053'],
    ['q', 'ji', '0oa1'],
  ])('apps by %s=%s', async (parameter, text, found) => {
    expect(await ask('/api/v1/apps', { [parameter]: text })).toBe(found);
  });
});
