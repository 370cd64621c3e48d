import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/load.js';
import { connectors } from '../src/connectors.js';
import { createHttp } from '../src/http/create-http.js';
import {
  type AccountId,
  accountId,
  type ProviderId,
  personId,
  personKey,
  providerId,
  targetGroupId,
  targetName,
} from '../src/model/ids.js';
import { changesOf, type Plan } from '../src/model/plan.js';
import { describe as told } from '../src/report/describe.js';
import { describeNote } from '../src/report/notes.js';
import { type JiraEmulator, startJira } from '../src/sandbox/jira-dc/index.js';
import { type OktaEmulator, startOkta } from '../src/sandbox/okta/index.js';
import type { Link } from '../src/state/store.js';
import { planRun, type RunContext } from '../src/sync/run.js';
import { docBlocks, wholeConfig } from './doc-blocks.js';
import { memoryStore, type Remembered } from './memory-store.js';

/**
 * Ada and Ben are at work, Cara is a contractor, Dan is suspended and leads a project, Eve is new and Fay's account was switched
 * off. Old is in every group of Jira, and known to nobody.
 */
const OKTA = {
  token: 'okta',
  everyone: false,
  users: [
    { id: 'ada', login: 'ada@example.com', firstName: 'Ada', lastName: 'Öz', profile: { department: 'IT' } },
    { id: 'ben', login: 'ben@example.com', firstName: 'Ben', lastName: 'Example' },
    { id: 'cara', login: 'cara@example.com', firstName: 'Cara', lastName: 'Example', profile: { userType: 'contractor' } },
    { id: 'dan', login: 'dan@example.com', firstName: 'Dan', lastName: 'Example', status: 'SUSPENDED' },
    { id: 'eve', login: 'eve@example.com', firstName: 'Eve', lastName: 'Example' },
    { id: 'fay', login: 'fay@example.com', firstName: 'Fay', lastName: 'Example' },
  ],
  groups: {
    Engineering: ['ada', 'dan'],
    Platform: ['ben'],
    'atl-blue': ['ada'],
    'atl-red-test': ['ben'],
  },
} as const;
const ALL = ['developers', 'builders', 'operators', 'by-hand', 'jira-users', 'jira-software-users'];
const JIRA = {
  token: 'jira',
  users: [
    { name: 'ada', displayName: 'Ada Öz', emailAddress: 'ada@example.com', groups: ['by-hand', 'builders', 'operators'] },
    { name: 'ben', displayName: 'Ben Example', emailAddress: 'ben@example.com', groups: ['developers', 'jira-users'] },
    { name: 'cara', displayName: 'Cara Example', emailAddress: 'cara@example.com', groups: ['developers'] },
    { name: 'dan', displayName: 'Dan Example', emailAddress: 'dan@example.com', groups: ['jira-users'] },
    { name: 'fay', displayName: 'Fay Example', emailAddress: 'fay@example.com', active: false },
    { name: 'old', displayName: 'Old Example', emailAddress: 'old@example.com', groups: ALL },
    { name: 'jira-admin', displayName: 'Jira Admin', emailAddress: 'a@example.com' },
  ],
  projects: [{ key: 'OPS', name: 'Operations', lead: 'dan' }],
} as const;
const PARTNERS = `users:
  - { id: a1, login: a.example, email: ada@example.com, displayName: A. Example }
  - { id: g1, login: guest, email: guest@partner.example, displayName: Guest Example }
groups:
  - { name: Reviewers, members: [a1, g1] }
`;

let okta: OktaEmulator;
let jira: JiraEmulator;
let folder: string;
beforeAll(async () => {
  okta = await startOkta(OKTA);
  jira = await startJira(JIRA);
  folder = await mkdtemp(join(tmpdir(), 'rollcall-app-'));
  await writeFile(join(folder, 'partners.yaml'), PARTNERS);
});
afterAll(async () => {
  await Promise.all([okta.close(), jira.close()]);
  await rm(folder, { recursive: true });
});

const idOf = (name: string): AccountId => accountId([...jira.users.values()].find(user => user.name === name)?.key ?? '');

/** Everybody with an account is linked, and `by-hand` is adopted: what a first attended run leaves. */
function remembered(provider: ProviderId): Remembered {
  const target = targetName('jira');
  const links = ['ada', 'ben', 'cara', 'dan', 'fay'].map((name): Link => {
    const person = personKey(provider, personId(name));
    const known = {
      owner: undefined,
      how: 'matched',
      values: {},
      status: 'open',
      owed: [],
      since: '2026-01-01T00:00:00Z',
    } as const;
    return { target, person, account: idOf(name), ...known, deactivatedAt: undefined, accessCutAt: undefined };
  });
  const group = { target, group: targetGroupId('by-hand'), name: 'by-hand', how: 'adopted', from: [], run: undefined } as const;
  return { links, managed: [{ ...group, since: '2026-01-01T00:00:00Z' }], everApplied: true };
}

async function planOf(heading: string): Promise<Plan> {
  const block = (await docBlocks()).find(one => one.page.endsWith('coming-from-an-app.md') && one.heading === heading);
  const around = {
    sources: {
      okta: { type: 'okta', url: okta.url, token: 'okta' },
      partners: { type: 'file', path: 'partners.yaml', id: 'partners' },
    },
    targets: { jira: { type: 'jira-dc', url: jira.url, token: 'jira' } },
  };
  const text = wholeConfig(block?.text ?? '', around)
    .replace('https://example.okta.com', okta.url)
    .replace('https://jira.example.com', jira.url);
  await writeFile(join(folder, 'rollcall.yaml'), text, { mode: 0o600 });
  const config = await loadConfig({ cwd: folder, env: { OKTA_TOKEN: 'okta', JIRA_TOKEN: 'jira' }, connectors });
  const http = createHttp({ toolVersion: '0', proxy: {}, secrets: config.secrets });
  const { signal } = new AbortController();
  const sources = config.sources.map(rules => ({ source: rules.create(http), rules }));
  const provider = sources.find(({ source }) => source.name === 'okta')?.source.provider ?? providerId('none');
  const context: RunContext = {
    sources,
    targets: config.targets.map(rules => ({ target: rules.create(http), rules })),
    ...{ syncs: config.syncs, approvals: [], configFingerprint: 'x', store: memoryStore(remembered(provider)) },
    ...{ emit: () => undefined, now: () => '2026-11-20T12:00:00.000Z', signal, inFlight: signal },
  };
  const planned = await planRun(context, { targets: [], attended: true, allow: new Map(), noRemovals: false, open: [] });
  const [plan] = planned.plans;
  if (plan === undefined) throw new Error(planned.problems.map(({ problem }) => problem).join());
  return plan;
}

/** What is done about groups: the rest of a plan is the same for most of them. */
const groupChanges = (plan: Plan): string[] =>
  changesOf(plan)
    .filter(({ kind }) => kind === 'createGroup' || kind === 'addMember' || kind === 'removeMember')
    .map(told)
    .toSorted();
const userChanges = (plan: Plan): string[] =>
  changesOf(plan)
    .filter(({ kind }) => kind !== 'createGroup' && kind !== 'addMember' && kind !== 'removeMember')
    .map(told)
    .toSorted();

/** Nobody inherits, so that Dan's switch-off waits (U4); Eve is made. */
const AS_ALWAYS = ['create the account eve@example.com (Eve Example <eve@example.com>)', 'cut the access of dan'];

describe('docs/coming-from-an-app.md: what it promises happens', () => {
  const groups: readonly [string, readonly string[]][] = [
    [
      'Groups mapped by hand, many to many',
      ['add ada to developers', 'add ada to reviewers', 'add ben to builders', 'create the group reviewers'],
    ],
    [
      'Groups that no rule maps',
      [
        ...['add ada to atl-blue', 'add ada to developers', 'add ben to Platform', 'add ben to atl-red-test'],
        ...['create the group Platform', 'create the group atl-blue', 'create the group atl-red-test'],
      ],
    ],
    [
      'Groups made by a pattern',
      [
        ...['add ada to dept-Engineering', 'add ada to team-blue', 'add ben to dept-Platform'],
        ...['create the group dept-Engineering', 'create the group dept-Platform', 'create the group team-blue'],
      ],
    ],
    ['Which groups count', ['add ada to atl-blue', 'create the group atl-blue']],
    [
      'Keep the members that a group has, or not',
      [
        ...['add ada to developers', 'add ben to builders', 'add ben to operators'],
        ...['remove ada from builders', 'remove ada from operators', 'remove old from operators'],
      ],
    ],
    ["Keep a user's other groups, or not", ['add ada to developers', 'remove ada from by-hand']],
    [
      'Default groups',
      [
        ...['add ada to jira-users', 'add cara to jira-users'],
        ...['add eve@example.com to jira-software-users', 'add eve@example.com to jira-users'],
      ],
    ],
    ['Create missing groups, or not', ['add ada to developers']],
    [
      'Several identity providers',
      ['add ada to developers', 'add ada to reviewers', 'add guest to reviewers', 'create the group reviewers'],
    ],
    [
      'A whole one',
      [
        ...['add ada to developers', 'add ada to team-blue', 'add ben to team-red-test', 'add eve to jira-software-users'],
        ...['create the group team-blue', 'create the group team-red-test'],
      ],
    ],
  ];
  it.each(groups)('groups: %s', async (heading, expected) => {
    expect(groupChanges(await planOf(heading))).toEqual(expected);
  });

  const users: readonly [string, readonly string[]][] = [
    ['Which users', AS_ALWAYS],
    [
      'Attributes',
      [
        ...['create the account eve (Example, Eve <eve@example.com>)', 'cut the access of dan'],
        ...['update ada: displayName  Ada Öz → Öz, Ada (IT)', 'update ben: displayName  Ben Example → Example, Ben'],
        'update cara: displayName  Cara Example → Example, Cara',
      ],
    ],
    ['What happens to users', ['cut the access of dan', 'reactivate fay']],
    [
      'Default project lead and component lead',
      [AS_ALWAYS[0] ?? '', 'deactivate dan', 'hand over project OPS of dan → jira-admin'],
    ],
    [
      'Several identity providers',
      [AS_ALWAYS[0] ?? '', 'create the account guest (Guest Example <guest@partner.example>)', AS_ALWAYS[1] ?? ''],
    ],
    ['A whole one', ['create the account eve (Eve Example <eve@example.com>)']],
  ];
  it.each(users)('users: %s', async (heading, expected) => {
    expect(userChanges(await planOf(heading))).toEqual(expected);
  });

  it('a filter drops whom it names: linked people have a grace, and stay meanwhile', async () => {
    const { notes } = await planOf('Which users');
    expect(notes.flatMap(note => (note.kind === 'inGrace' ? [note.login] : []))).toEqual(['cara@example.com']);
  });

  it('a target group that is not there and may not be made is told as unmet', async () => {
    const { notes } = await planOf('Create missing groups, or not');
    expect(notes.filter(({ kind }) => kind === 'unmetRule').map(describeNote)).toEqual([
      'staff manual 1: the target has no group no-such-group, and may not create it',
    ]);
  });

  it('a section with an example is a section with a test', async () => {
    const headings = (await docBlocks()).flatMap(({ page, heading }) =>
      page.endsWith('coming-from-an-app.md') ? [heading] : [],
    );
    expect(new Set(headings)).toEqual(new Set([...groups, ...users].map(([heading]) => heading)));
  });
});
