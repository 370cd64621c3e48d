import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../errors.js';
import { type BitbucketEmulator, type BitbucketOptions, startBitbucket } from '../../sandbox/bitbucket-dc/index.js';
import { restoreBitbucket, saveBitbucket } from '../../sandbox/bitbucket-dc/saved.js';
import { versions as bitbucketVersions } from '../../sandbox/bitbucket-dc/versions.js';
import { makeCompany } from '../../sandbox/company.js';
import { type ConfluenceEmulator, type ConfluenceOptions, startConfluence } from '../../sandbox/confluence-dc/index.js';
import { restoreConfluence, saveConfluence } from '../../sandbox/confluence-dc/saved.js';
import { versions as confluenceVersions } from '../../sandbox/confluence-dc/versions.js';
import { type JiraEmulator, type JiraOptions, startJira } from '../../sandbox/jira-dc/index.js';
import { restoreJira, saveJira } from '../../sandbox/jira-dc/saved.js';
import { versions as jiraVersions } from '../../sandbox/jira-dc/versions.js';
import { type OktaEmulator, type OktaOptions, startOkta } from '../../sandbox/okta/index.js';
import { restoreOrg, saveOrg } from '../../sandbox/okta/saved.js';
import type { Emulator, EmulatorOptions } from '../../sandbox/server.js';
import { bitbucketBefore, confluenceBefore, jiraBefore } from '../demo/products.js';
import { BITBUCKET_ACCOUNT, oktaOf } from '../demo/world.js';
import type { SavedSandbox, SavedSandboxText } from './file.js';
import { type SandboxOptions, versionOf } from './options.js';

export interface Sandbox extends AsyncDisposable {
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  readonly confluence: ConfluenceEmulator;
  readonly bitbucket: BitbucketEmulator & { readonly password: string };
  /** all that they hold now */
  saved(): SavedSandboxText;
}

/** Starts the emulators: with what was saved, or with a company of their own. Throws ConfigError for a port that is taken. */
export async function startSandbox(options: SandboxOptions, saved: SavedSandbox | undefined): Promise<Sandbox> {
  const { port, rateLimit } = options;
  const all = saved === undefined ? made(options) : kept(saved, options);
  const portOfNth = (nth: number, before: number | undefined) => (port === undefined ? before : port + nth);
  const bucket = rateLimit === undefined ? {} : { rateLimit: bucketOf(rateLimit) };
  await using stack = new AsyncDisposableStack();
  const start = async <E extends Emulator>(at: number | undefined, begin: (where: EmulatorOptions) => Promise<E>): Promise<E> =>
    stack.use(await listening(at, options, begin));
  const okta = await start(portOfNth(0, saved?.okta.port), at =>
    startOkta({ ...all.okta, ...at, ...(rateLimit !== undefined && { rateLimit }) }),
  );
  const jira = await start(portOfNth(1, saved?.jira.port), at => startJira({ ...all.jira, ...at, ...bucket }));
  const confluence = await start(portOfNth(2, saved?.confluence.port), at =>
    startConfluence({ ...all.confluence, ...at, ...bucket }),
  );
  const { password } = all.bitbucket;
  const bitbucket = Object.assign(
    await start(portOfNth(3, saved?.bitbucket.port), at => startBitbucket({ ...all.bitbucket, ...at, ...bucket })),
    { password },
  );
  const sandbox = { okta, jira, confluence, bitbucket };
  if (saved !== undefined) restore(sandbox, saved);
  for (const { match, status, times } of options.failures)
    for (const emulator of Object.values(sandbox)) emulator.fail(match, { kind: 'status', status }, { times });
  const running = stack.move();
  return { ...sandbox, saved: () => save(sandbox), [Symbol.asyncDispose]: () => running.disposeAsync() };
}

type Emulators = Pick<Sandbox, 'okta' | 'jira' | 'confluence' | 'bitbucket'>;

function restore({ okta, jira, confluence, bitbucket }: Emulators, saved: SavedSandbox): void {
  restoreOrg(okta.org, saved.okta.holds);
  restoreJira(jira, saved.jira.holds);
  restoreConfluence(confluence, saved.confluence.holds);
  restoreBitbucket(bitbucket, saved.bitbucket.holds);
}

const save = ({ okta, jira, confluence, bitbucket }: Emulators): SavedSandboxText => ({
  ...{ format: 'rollcall-sandbox', version: 1 },
  okta: { port: portOf(okta), token: okta.token, holds: saveOrg(okta.org) },
  jira: { port: portOf(jira), token: jira.token, version: jira.version, holds: saveJira(jira) },
  confluence: {
    ...{ port: portOf(confluence), token: confluence.token, version: confluence.version },
    holds: saveConfluence(confluence),
  },
  bitbucket: {
    ...{ port: portOf(bitbucket), password: bitbucket.password, version: bitbucket.version },
    holds: saveBitbucket(bitbucket),
  },
});

interface All {
  readonly okta: OktaOptions;
  readonly jira: JiraOptions;
  readonly confluence: ConfluenceOptions;
  readonly bitbucket: BitbucketOptions & { readonly password: string };
}

function made({ users = 500, groups = 60, versions }: SandboxOptions): All {
  const company = makeCompany({ users, groups });
  const seeds = jiraBefore(company);
  const [first, second = first] = seeds.users ?? [];
  const projects = [
    ...(first === undefined ? [] : [{ key: 'OPS', name: 'Operations', lead: first.name }]),
    ...(second === undefined ? [] : [{ key: 'WEB', name: 'Web shop', lead: second.name }]),
  ];
  const { jira, confluence, bitbucket } = asAsked(versions);
  return {
    okta: { ...oktaOf(company), token: newSecret() },
    jira: { ...seeds, projects, token: newSecret(), ...jira },
    confluence: { ...confluenceBefore(company), token: newSecret(), ...confluence },
    bitbucket: { ...bitbucketBefore(company), username: BITBUCKET_ACCOUNT, password: newSecret(), ...bitbucket },
  };
}

/** The same secrets; a product of another version is an update. */
function kept({ okta, jira, confluence, bitbucket }: SavedSandbox, { users, groups, versions }: SandboxOptions): All {
  if (users !== undefined || groups !== undefined)
    throw new ConfigError('the file holds a company already', 'Leave --users and --groups out, or name another --file.');
  const asked = asAsked(versions);
  const before = {
    jira: { version: versionOf('Jira', jiraVersions, jira.version) },
    confluence: { version: versionOf('Confluence', confluenceVersions, confluence.version) },
    bitbucket: { version: versionOf('Bitbucket', bitbucketVersions, bitbucket.version) },
  };
  return {
    okta: { token: okta.token, everyone: false },
    jira: { token: jira.token, ...before.jira, ...asked.jira },
    confluence: { token: confluence.token, ...before.confluence, ...asked.confluence },
    bitbucket: { username: BITBUCKET_ACCOUNT, password: bitbucket.password, ...before.bitbucket, ...asked.bitbucket },
  };
}

const asAsked = ({ jira, confluence, bitbucket }: SandboxOptions['versions']) => ({
  jira: jira === undefined ? {} : { version: jira },
  confluence: confluence === undefined ? {} : { version: confluence },
  bitbucket: bitbucket === undefined ? {} : { version: bitbucket },
});

const newSecret = () => `sandbox-${randomBytes(18).toString('hex')}`;

/** A bucket that is full at first, and full again after each minute. */
const bucketOf = (limit: number) => ({ limit, fillRate: limit, intervalSeconds: 60 });

async function listening<E extends Emulator>(
  port: number | undefined,
  { latency }: SandboxOptions,
  start: (at: EmulatorOptions) => Promise<E>,
): Promise<E> {
  try {
    return await start({ latency, ...(port !== undefined && { port }) });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && (cause.code === 'EADDRINUSE' || cause.code === 'EACCES'))) throw cause;
    throw new ConfigError(
      `port ${port} of this machine cannot be had: ${cause.message}`,
      'Is another sandbox running? Otherwise choose another with --port.',
      [],
      { cause },
    );
  }
}

const portOf = ({ url }: Emulator) => Number(new URL(url).port);
