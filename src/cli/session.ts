import type { Config } from '../config/config.js';
import { type LoadOptions, loadConfig } from '../config/load.js';
import { connectors } from '../connectors.js';
import { createHttp } from '../http/create-http.js';
import type { JournalEntry, LockOwner, RunStart, StateStore } from '../state/store.js';
import type { RunContext } from '../sync/run.js';
import { backUp } from './back-up.js';
import type { Call } from './call.js';
import { type Listener, listenerOf } from './listener.js';
import { type Access, openState } from './open-state.js';
import { tellWarnings } from './warnings.js';

/** The config and all it names, opened once per command: connectors, state, listener. */
export interface Session extends AsyncDisposable {
  readonly config: Config;
  readonly store: StateStore;
  readonly context: RunContext;
  readonly listener: Listener;
  /** ISO time */
  readonly now: () => string;
}

/** Finds and reads the config that a command was called with. Throws ConfigError. */
export const readConfig = ({ cwd, globals, env }: Call, how: Pick<LoadOptions, 'withoutSecrets'> = {}): Promise<Config> =>
  loadConfig({ cwd, file: globals.config, env, connectors, ...how });

/**
 * Opens what the config names, which is read unless it is known; nothing is asked of the network yet.
 * `showsWarnings`: the command shows what is odd about the config among its results, and nothing tells of it before.
 * Throws ConfigError and StateError.
 */
export async function openSession(
  call: Call,
  access: Access,
  { known, showsWarnings = false }: { readonly known?: Config; readonly showsWarnings?: boolean } = {},
): Promise<Session> {
  const { screen, env, toolVersion, signal, inFlight } = call;
  const config = known ?? (await readConfig(call));
  screen.hide(config.secrets);
  if (!showsWarnings) tellWarnings(call, config);

  const listener = listenerOf(call);
  const http = createHttp({ toolVersion, proxy: proxyOf(env), secrets: config.secrets, ...listener.http });
  const now = () => call.now().toISOString();
  const store = await openState(config.stateFile, access, call.now);
  return {
    config,
    store,
    listener,
    now,
    context: {
      sources: config.sources.map(rules => ({ source: rules.create(http), rules })),
      targets: config.targets.map(rules => ({ target: rules.create(http), rules })),
      sharing: config.sharing.map(rules => ({ target: rules.create(http), rules })),
      ...{ syncs: config.syncs, approvals: config.approvals },
      configFingerprint: config.fingerprint,
      ...{ store, emit: listener.emit, now, signal, inFlight },
    },
    async [Symbol.asyncDispose]() {
      await listener.settle(); // also after a failure: its message must not land in what moves
      await store[Symbol.asyncDispose]();
    },
  };
}

const proxyOf = (env: Call['env']) => ({
  http: env.HTTP_PROXY ?? env.http_proxy,
  https: env.HTTPS_PROXY ?? env.https_proxy,
  no: env.NO_PROXY ?? env.no_proxy,
});

/** What every run's record says of who ran what. */
export const runStart = (
  call: Call,
  { config, now }: Session,
  run: Pick<RunStart, 'command' | 'attended' | 'reason'>,
): RunStart => ({
  ...run,
  startedAt: now(),
  by: call.by,
  toolVersion: call.toolVersion,
  configFingerprint: config.fingerprint,
});

/** The state for this run alone (A6), and what a run that died left open (A2). A run that wrote ends with a backup. */
export async function lockState(
  call: Call,
  session: Session,
  { command, takeOver }: { readonly command: LockOwner['command']; readonly takeOver?: string | undefined },
): Promise<AsyncDisposable & { readonly open: readonly JournalEntry[] }> {
  const { store, config, now } = session;
  const { host, pid } = call;
  const lock = await store.lock({ host, pid, command, since: now() }, takeOver === undefined ? {} : { takeOver });
  const open = await store.closeInterrupted(now());
  await store.prune(forgottenBefore(config, now()));
  const before = await newestRun(store);
  return {
    open,
    async [Symbol.asyncDispose]() {
      try {
        // a state that cannot be read any more has failed the run already: its error must not be covered
        const newest = await newestRun(store).catch(() => before);
        if (newest !== before) await backUp(call, session);
      } finally {
        await lock[Symbol.asyncDispose]();
      }
    },
  };
}

const newestRun = async (store: StateStore) => (await store.runs(1))[0]?.id;

/** `retention`, and never what a guard's window still counts. */
function forgottenBefore({ retention, targets }: Config, now: string): string {
  const windows = targets.flatMap(({ guards: { emptiedGroupFrom: _, ...counting } }) =>
    Object.values(counting).map(({ perMs }) => perMs),
  );
  return new Date(Date.parse(now) - Math.max(retention.historyMs, ...windows)).toISOString();
}
