// What a first apply and a second plan cost: API calls beside the fewest that page limits allow, seconds, peak memory.
// node scripts/bench.js [--org FILE | --users N --groups N] [--source okta|idcs] [--jira VERSION]
// The emulators run in this process, rollcall in its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCompany } from '../dist/sandbox/company.js';
import { startIdcs } from '../dist/sandbox/idcs/index.js';
import { startJira } from '../dist/sandbox/jira-dc/index.js';
import { startOkta } from '../dist/sandbox/okta/index.js';

const { values } = parseArgs({
  options: {
    org: { type: 'string' },
    users: { type: 'string', default: '1500' },
    groups: { type: 'string', default: '780' },
    source: { type: 'string', default: 'okta' },
    jira: { type: 'string', default: '10.3.24' },
  },
});

const OKTA_PAGE = 200;
const OKTA_MEMBERS = 1000;
const JIRA_USERS = 2000;
const JIRA_MEMBERS = 50;
const pages = (n, size) => Math.max(1, Math.ceil(n / size));
const sum = numbers => numbers.reduce((a, b) => a + b, 0);

function company() {
  if (values.org === undefined) return makeCompany({ users: Number(values.users), groups: Number(values.groups) });
  const org = JSON.parse(readFileSync(values.org, 'utf8'));
  return { people: org.users, groups: org.groups };
}

/** Runs the real binary; resolves with its exit code, seconds and peak memory (Linux's VmHWM). */
function run(args, cwd, env) {
  const started = performance.now();
  const child = spawn(process.execPath, [new URL('../bin/rollcall.js', import.meta.url).pathname, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', data => {
    output += data;
  });
  child.stderr.on('data', data => {
    output += data;
  });
  let peak = 0;
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0));
    } catch {
      // gone already, or not Linux
    }
  }, 20);
  return new Promise(resolve =>
    child.on('exit', code => {
      clearInterval(timer);
      resolve({ code, output, seconds: (performance.now() - started) / 1000, megabytes: Math.round(peak / 1024) });
    }),
  );
}

const made = company();
const isIdcs = values.source === 'idcs';
const source = isIdcs
  ? await startIdcs({ company: made, allUsers: 'absent' })
  : await startOkta({ company: made, everyone: false });
const jira = await startJira({ version: values.jira });
const settings = isIdcs
  ? `{ type: idcs, url: '${source.url}', clientId: rollcall, clientSecret: '\${env:IDCS_SECRET}', rate: { share: 100% } }`
  : `{ type: okta, url: '${source.url}', token: '\${env:OKTA_TOKEN}' }`;
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const config = `version: 1
state: state/state.db
sources:
  people: ${settings}
targets:
  jira: { type: jira-dc, url: '${jira.url}', token: '\${env:JIRA_TOKEN}' }
syncs:
  - name: staff
    from: people
    to: [jira]
    users:
      match: [username, email]
      attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: user.displayName }
    groups:
      onTheFly: [{ match: '.*' }]
`;
writeFileSync(join(folder, 'rollcall.yaml'), config, { mode: 0o600 });
const env = {
  ...process.env,
  OKTA_TOKEN: 'sandbox-okta-token',
  IDCS_SECRET: 'sandbox-idcs-secret',
  JIRA_TOKEN: 'sandbox-jira-token',
};

const sizes = made.groups.map(group => group.members.length);
const memberships = sum(sizes);
const sourceFewest = isIdcs
  ? 1 + pages(made.people.length, 1000) + pages(sizes.length, 1000)
  : pages(made.people.length, OKTA_PAGE) + pages(sizes.length, OKTA_PAGE) + sum(sizes.map(n => pages(n, OKTA_MEMBERS)));
const settled = pages(made.people.length + 1, JIRA_USERS) + 1 + sum(sizes.map(n => pages(n, JIRA_MEMBERS)));
const writes = made.people.length + sizes.length + memberships;

console.log(`${made.people.length} people, ${sizes.length} groups, ${memberships} memberships`);
console.log('command              exit  seconds  peak MB   source calls (fewest)   Jira reads (fewest)   Jira writes (fewest)');
async function step(name, args, fewest) {
  const before = { source: source.requests.length, jira: jira.requests.length };
  const { code, output, seconds, megabytes } = await run(args, folder, env);
  const sent = jira.requests.slice(before.jira);
  const reads = sent.filter(({ method }) => method === 'GET').length;
  const cell = (n, least) => `${n} (${least})`.padStart(15);
  console.log(
    `${name.padEnd(20)} ${String(code).padStart(4)} ${seconds.toFixed(1).padStart(8)} ${String(megabytes).padStart(8)}  ${cell(source.requests.length - before.source, fewest.source)} ${cell(reads, fewest.reads).padStart(21)} ${cell(sent.length - reads, fewest.writes).padStart(22)}`,
  );
  if (code !== 0) console.log(output);
}
const plan = join(folder, 'plan.json');
await step('plan --out', ['plan', '--out', plan], { source: sourceFewest, reads: 2, writes: 0 });
await step('apply PLAN', ['apply', plan], { source: isIdcs ? 2 : pages(made.people.length, OKTA_PAGE), reads: 2, writes });
await step('plan (nothing to do)', ['plan', '--detailed-exitcode'], { source: sourceFewest, reads: settled, writes: 0 });
await step('sync', ['sync'], { source: sourceFewest, reads: settled, writes: 0 });
await source.close();
await jira.close();
rmSync(folder, { recursive: true });
