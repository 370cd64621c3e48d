// What the pure core costs, without any network: map, correlate, unite, scope, diff and guard of one target's plan.
// node scripts/bench-core.js [--users N --groups N --memberships N --rules N]
// Two plans of one company: the first, in which everything is new, and a later one with a day's changes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../dist/config/load.js';
import { connectors } from '../dist/connectors.js';
import { splitPersonKey } from '../dist/model/ids.js';
import { planTarget } from '../dist/sync/plan-target.js';
import { storable } from '../dist/targets/jira-dc/storable.js';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    groups: { type: 'string', default: '1000' },
    memberships: { type: 'string', default: '200000' },
    rules: { type: 'string', default: '50' },
  },
});
const [USERS, GROUPS, MEMBERSHIPS, RULES] = [values.users, values.groups, values.memberships, values.rules].map(Number);
const NOW = '2026-11-20T12:00:00.000Z';
const BEFORE = '2026-10-01T00:00:00.000Z';
const upTo = n => Array.from({ length: n }, (_, at) => at);

/** The rules: half of them name groups by patterns, half make names on the fly, the last takes the rest. */
async function configOf() {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const half = Math.floor(RULES / 2);
  const config = `version: 1
state: state.db
sources:
  okta: { type: okta, url: 'https://example.okta.com', token: '\${env:TOKEN}' }
targets:
  jira: { type: jira-dc, url: 'https://jira.example.com', token: '\${env:TOKEN}' }
syncs:
  - name: staff
    from: okta
    to: [jira]
    users:
      filter: 'user.userType != "contractor"'
      match: [username, email]
      attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: 'user.firstName + " " + user.lastName' }
    groups:
      exclude: ['/-test$/']
      manual:
${upTo(half)
  .map(n => `        - { from: ['/^dept-${n}-/', '/lead-${n}$/'], to: [department-${n}] }`)
  .join('\n')}
      onTheFly:
${upTo(RULES - half - 1)
  .map(n => `        - { match: 'team-${n}-(?<name>[a-z0-9-]+)', to: 't${n}-{name}' }`)
  .join('\n')}
        - { match: '.*' }
`;
  writeFileSync(join(folder, 'rollcall.yaml'), config);
  const loaded = await loadConfig({ cwd: folder, env: { TOKEN: 'bench' }, connectors });
  rmSync(folder, { recursive: true });
  return loaded;
}

const userName = n => `person.${String(n).padStart(5, '0')}`;
const groupName = n => [`dept-${n % 25}-unit-${n}`, `team-${n % 24}-crew-${n}`, `project-${n}`, `Site ${n}`][n % 4];

/** A quarter of the groups is ten times as large as the others. */
function membersOf(group) {
  const large = 10 / (0.25 * 10 + 0.75);
  const size = Math.round((MEMBERSHIPS / GROUPS) * (group % 4 === 0 ? large : large / 10));
  return upTo(Math.min(size, USERS)).map(n => (group * 37 + n * 13) % USERS);
}

function sourceOf(change) {
  const people = upTo(USERS).map(n => ({
    id: `00u${n}`,
    login: `${userName(n)}@example.com`,
    email: `${userName(n)}@example.com`,
    displayName: `First ${n}`,
    standing: { kind: 'active' },
    attributes: { firstName: 'First', lastName: String(n), userType: 'employee' },
    ...change(n),
  }));
  const groups = upTo(GROUPS).map(n => ({
    id: `00g${n}`,
    name: groupName(n),
    members: { kind: 'read', ids: new Set(membersOf(n).map(at => `00u${at}`)) },
  }));
  return {
    provider: 'example.okta.com',
    people: new Map(people.map(one => [one.id, one])),
    groups: new Map(groups.map(one => [one.id, one])),
    quarantined: [],
    evidence: { readAt: NOW, calls: 1, lists: [] },
  };
}

const account = n => ({
  id: `JIRAUSER${n}`,
  username: userName(n),
  email: `${userName(n)}@example.com`,
  displayName: `First ${n}`,
  active: true,
  kind: 'person',
});

const targetOf = (accounts, groups) => ({
  product: { name: 'Jira', version: '10.3', url: 'https://jira.example.com' },
  self: 'JIRAUSER-rollcall',
  accounts: new Map(accounts.map(one => [one.id, one])),
  groups: new Map(groups.map(one => [one.id, one])),
  administratorGroups: new Set(['jira-administrators']),
  seats: [],
  evidence: { readAt: NOW, calls: 1, lists: [] },
});

const storeOf = state => ({
  links: async () => state.links,
  managedGroups: async () => state.managed,
  ledger: async () => state.ledger,
  facts: async () => [],
  pins: async () => [],
  wishes: async () => [],
  appliedSince: async () => [],
  countsSince: async () => undefined,
  lastApproved: async () => state.approved,
});

async function plan(config, directory, actual, state) {
  const [rules] = config.targets;
  const target = {
    name: 'jira',
    parallelWrites: 2,
    capabilities: () => ({
      ...{ renameUsers: true, ending: 'switchOff', deleteUsers: true, renameGroups: false, deleteGroups: true },
      directMembers: true,
      updatableAttributes: ['username', 'email', 'displayName'],
      matchableAttributes: ['username', 'email', 'displayName'],
      limits: [],
    }),
    read: async () => actual,
    responsibilities: async () => [],
    storable,
  };
  const pulled = new Map([['okta', { kind: 'read', source: 'okta', directory, lookedUp: new Map() }]]);
  const input = {
    ...{ target, rules, syncs: config.syncs, pulled, providers: new Map([['okta', directory.provider]]) },
    ...{ sightings: [], approvals: [], allow: new Map(), attended: true, noRemovals: false, store: storeOf(state) },
    ...{ configFingerprint: 'x', pause: undefined, identities: [], recover: async () => {}, openGroups: new Set() },
    ...{ now: NOW, read: { signal: new AbortController().signal } },
  };
  return (await planTarget(input)).plan;
}

/** What a first run leaves behind, as the target and the state would have it. */
function settled(first) {
  const changes = [...first.stages.flatMap(stage => stage.changes), ...first.held.map(({ change }) => change)];
  const idOf = person => `JIRAUSER${splitPersonKey(person).id.replace('00u', '')}`;
  const groups = new Map();
  const groupAt = name => {
    const found = groups.get(name) ?? { id: name.toLowerCase(), name, members: { kind: 'read', ids: new Set() } };
    groups.set(name, found);
    return found;
  };
  const ledger = [];
  for (const change of changes) {
    if (change.kind !== 'addMember') continue;
    const group = groupAt(change.group.name);
    const id = idOf(change.account.person);
    group.members.ids.add(id);
    ledger.push({ target: 'jira', group: group.id, account: id, by: change.reasons.map(r => `${r.rule.sync} ${r.rule.rule}`) });
  }
  const links = first.links.map(({ person, owner, values: known }) => ({
    ...{ target: 'jira', person, account: idOf(person), owner, how: 'created', values: known, status: 'open' },
    ...{ deactivatedAt: undefined, accessCutAt: undefined, owed: [], since: BEFORE },
  }));
  const managed = [...groups.values()].map(({ id, name }) => ({
    ...{ target: 'jira', group: id, name, how: 'made', from: [], run: 1, since: BEFORE },
  }));
  return { groups: [...groups.values()], state: { links, ledger, managed, approved: BEFORE } };
}

async function measured(name, work) {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = n => n.toFixed(2).padStart(6);
  const changes = result.stages.reduce((sum, stage) => sum + stage.changes.length, 0);
  console.log(
    `${name.padEnd(14)} ${seconds((performance.now() - wall) / 1000)} s ${seconds((user + system) / 1e6)} s CPU ${String(Math.round(process.resourceUsage().maxRSS / 1024)).padStart(6)} MB peak ${String(changes).padStart(8)} changes ${String(result.held.length).padStart(7)} held`,
  );
  return result;
}

const config = await configOf();
const same = sourceOf(() => ({}));
const memberships = [...same.groups.values()].reduce((sum, { members }) => sum + members.ids.size, 0);
console.log(`${USERS} people, ${GROUPS} groups, ${memberships} memberships, ${RULES} rules`);
console.log(
  `the data itself: ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB heap, ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
const empty = { links: [], managed: [], ledger: [], approved: undefined };
const first = await measured('first plan', () => plan(config, same, targetOf([], []), empty));
const { groups, state } = settled(first);
const strangers = upTo(Math.floor(USERS / 20)).map(n => ({
  ...account(n),
  id: `X${n}`,
  username: `old.${n}`,
  email: `old.${n}@example.com`,
}));
const actual = () => targetOf([...upTo(USERS).map(account), ...strangers], groups);
await measured('nothing to do', () => plan(config, same, actual(), state));
// a day: some leave, some marry, some move
const day = sourceOf(n => {
  if (n % 200 === 0) return { standing: { kind: 'inactive', status: 'SUSPENDED' } };
  if (n % 200 === 1) return { login: `new.${n}@example.com` };
  return n % 200 === 2 ? { attributes: { firstName: 'Second', lastName: String(n), userType: 'employee' } } : {};
});
for (const [at, group] of [...day.groups.values()].entries())
  if (at % 20 === 1)
    day.groups.set(group.id, { ...group, members: { kind: 'read', ids: new Set([...group.members.ids].slice(5)) } });
await measured('a day later', () => plan(config, day, actual(), state));
