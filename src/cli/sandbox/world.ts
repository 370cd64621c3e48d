import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../errors.js';
import { makeCompany } from '../../sandbox/company.js';
import { type JiraEmulator, type JiraOptions, startJira } from '../../sandbox/jira-dc/index.js';
import { restoreJira, saveJira } from '../../sandbox/jira-dc/saved.js';
import { type OktaEmulator, type OktaOptions, startOkta } from '../../sandbox/okta/index.js';
import { restoreOrg, saveOrg } from '../../sandbox/okta/saved.js';
import type { Emulator, EmulatorOptions } from '../../sandbox/server.js';
import { jiraBefore, oktaOf } from '../demo/world.js';
import type { SavedSandbox, SavedSandboxText } from './file.js';
import { type SandboxOptions, versionOf } from './options.js';

export interface Sandbox extends AsyncDisposable {
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  /** all that they hold now */
  saved(): SavedSandboxText;
}

/** Starts the emulators: with what was saved, or with a company of their own. Throws ConfigError for a port that is taken. */
export async function startSandbox(options: SandboxOptions, saved: SavedSandbox | undefined): Promise<Sandbox> {
  const { port, rateLimit } = options;
  const both = saved === undefined ? made(options) : kept(saved, options);
  const okta = await listening(port ?? saved?.okta.port, options, at =>
    startOkta({ ...both.okta, ...at, ...(rateLimit !== undefined && { rateLimit }) }),
  );
  await using stack = new AsyncDisposableStack();
  stack.use(okta);
  const jira = await listening(port === undefined ? saved?.jira.port : port + 1, options, at =>
    startJira({ ...both.jira, ...at, ...(rateLimit !== undefined && { rateLimit: bucketOf(rateLimit) }) }),
  );
  stack.use(jira);
  if (saved !== undefined) {
    restoreOrg(okta.org, saved.okta.holds);
    restoreJira(jira, saved.jira.holds);
  }
  for (const { match, status, times } of options.failures)
    for (const emulator of [okta, jira]) emulator.fail(match, { kind: 'status', status }, { times });
  const running = stack.move();
  return {
    ...{ okta, jira },
    saved: () => ({
      ...{ format: 'rollcall-sandbox', version: 1 },
      okta: { port: portOf(okta), token: okta.token, holds: saveOrg(okta.org) },
      jira: { port: portOf(jira), token: jira.token, version: jira.version, holds: saveJira(jira) },
    }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface Both {
  readonly okta: OktaOptions;
  readonly jira: JiraOptions;
}

function made({ users = 500, groups = 60, version }: SandboxOptions): Both {
  const company = makeCompany({ users, groups });
  const seeds = jiraBefore(company);
  const [first, second = first] = seeds.users ?? [];
  const projects = [
    ...(first === undefined ? [] : [{ key: 'OPS', name: 'Operations', lead: first.name }]),
    ...(second === undefined ? [] : [{ key: 'WEB', name: 'Web shop', lead: second.name }]),
  ];
  return {
    okta: { ...oktaOf(company), token: newToken() },
    jira: { ...seeds, projects, token: newToken(), ...(version !== undefined && { version }) },
  };
}

/** The same tokens; a Jira of another version is an update. */
function kept({ okta, jira }: SavedSandbox, { users, groups, version }: SandboxOptions): Both {
  if (users !== undefined || groups !== undefined)
    throw new ConfigError('the file holds a company already', 'Leave --users and --groups out, or name another --file.');
  return {
    okta: { token: okta.token, everyone: false },
    jira: { token: jira.token, version: version ?? versionOf(jira.version) },
  };
}

const newToken = () => `sandbox-${randomBytes(18).toString('hex')}`;

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
