// What a first apply and a second plan cost: API calls beside the fewest that page limits allow, seconds, peak memory.
// node scripts/bench.js [--org FILE | --users N --groups N] [--source KIND] [--target jira|confluence|bitbucket|crowd] [--jira VERSION]
// KIND: okta, idcs, entra, google, onelogin, aws-identity-center. The emulators run in this process, rollcall in its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBitbucket } from '../dist/sandbox/bitbucket-dc/index.js';
import { makeCompany } from '../dist/sandbox/company.js';
import { startConfluence } from '../dist/sandbox/confluence-dc/index.js';
import { startCrowd } from '../dist/sandbox/crowd/index.js';
import { startJira } from '../dist/sandbox/jira-dc/index.js';
import { pages, sources } from './bench-sources.js';

const { values } = parseArgs({
  options: {
    org: { type: 'string' },
    users: { type: 'string', default: '1500' },
    groups: { type: 'string', default: '780' },
    source: { type: 'string', default: 'okta' },
    target: { type: 'string', default: 'jira' },
    jira: { type: 'string', default: '10.3.24' },
  },
});

const sum = numbers => numbers.reduce((a, b) => a + b, 0);

function company() {
  if (values.org === undefined) return makeCompany({ users: Number(values.users), groups: Number(values.groups) });
  const org = JSON.parse(readFileSync(values.org, 'utf8'));
  return { people: org.users, groups: org.groups };
}

/** Runs the real binary; resolves with its exit code, seconds and peak memory (Linux's VmHWM). */
function run(args, cwd) {
  const started = performance.now();
  const child = spawn(process.execPath, [new URL('../bin/rollcall.js', import.meta.url).pathname, ...args], {
    cwd,
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
const { at: source, yaml: settings, fewest: sourceFewest, lookUps } = await sources[values.source](made);
const sizes = made.groups.map(group => group.members.length);
const memberships = sum(sizes);
const memberPages = size => sum(sizes.map(n => pages(n, size)));
const [people, groups] = [made.people.length + 1, sizes.length];

/** Each product: its section of the config, and the fewest calls that its pages allow: to read nothing but lists, to read all, to write all. */
const products = {
  jira: async () => {
    const at = await startJira({ version: values.jira });
    return {
      at,
      yaml: `{ type: jira-dc, url: '${at.url}', token: '${at.token}' }`,
      fewest: { first: 2, settled: pages(people, 2000) + 1 + memberPages(50), writes: people - 1 + groups + memberships },
    };
  },
  confluence: async () => {
    const at = await startConfluence();
    const lists = 2 * pages(people, 200) + pages(groups, 200);
    return {
      at,
      yaml: `{ type: confluence-dc, url: '${at.url}', token: '${at.token}' }`,
      fewest: {
        first: 3,
        settled: lists + memberPages(200),
        writes: people - 1 + groups + memberships,
      },
    };
  },
  bitbucket: async () => {
    const at = await startBitbucket();
    const lists = 2 * pages(people, 500) + pages(groups, 500);
    return {
      at,
      yaml: `{ type: bitbucket-dc, url: '${at.url}', username: admin, password: sandbox-bitbucket-password }`,
      fewest: {
        first: 3,
        settled: lists + memberPages(500),
        writes: people - 1 + groups + sum(sizes.map(n => Math.ceil(n / 100))),
      },
    };
  },
  crowd: async () => {
    const at = await startCrowd();
    const { name, password } = at.application;
    return {
      at,
      yaml: `{ type: crowd, url: '${at.url}', application: '${name}', password: '${password}' }`,
      fewest: { first: 3, settled: pages(people, 1000) + pages(groups, 1000) + 1, writes: people - 1 + groups + memberships },
    };
  },
};
const { at: target, yaml, fewest } = await products[values.target]();
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const config = `version: 1
state: state/state.db
sources:
  people: ${settings}
targets:
  product: ${yaml}
syncs:
  - name: staff
    from: people
    to: [product]
    users:
      match: [username]
      attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: user.displayName }
    groups:
      onTheFly: [{ match: '.*' }]
`;
writeFileSync(join(folder, 'rollcall.yaml'), config, { mode: 0o600 });
console.log(`${made.people.length} people, ${sizes.length} groups, ${memberships} memberships`);
console.log('command              exit  seconds  peak MB   source calls (fewest) target reads (fewest) target writes (fewest)');
async function step(name, args, least) {
  const before = { source: source.requests.length, target: target.requests.length };
  const { code, output, seconds, megabytes } = await run(args, folder);
  const sent = target.requests.slice(before.target);
  const reads = sent.filter(({ method }) => method === 'GET').length;
  const cell = (n, few) => `${n} (${few})`.padStart(15);
  console.log(
    `${name.padEnd(20)} ${String(code).padStart(4)} ${seconds.toFixed(1).padStart(8)} ${String(megabytes).padStart(8)}  ${cell(source.requests.length - before.source, least.source)} ${cell(reads, least.reads).padStart(21)} ${cell(sent.length - reads, least.writes).padStart(22)}`,
  );
  if (code !== 0) console.log(output);
}
const plan = join(folder, 'plan.json');
await step('plan --out', ['plan', '--out', plan], { source: sourceFewest, reads: fewest.first, writes: 0 });
await step('apply PLAN', ['apply', plan], {
  source: lookUps,
  reads: fewest.first,
  writes: fewest.writes,
});
await step('plan (nothing to do)', ['plan', '--detailed-exitcode'], { source: sourceFewest, reads: fewest.settled, writes: 0 });
await step('sync', ['sync'], { source: sourceFewest, reads: fewest.settled, writes: 0 });
await source.close();
await target.close();
rmSync(folder, { recursive: true });
