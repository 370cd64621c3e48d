import type { Config } from '../../config/config.js';
import { ExitCode } from '../../errors.js';
import type { Due } from '../../schedule/agenda.js';
import { startTimers } from '../../schedule/timers.js';
import { startWatch } from '../../schedule/watch.js';
import type { RunResult } from '../../sync/apply-run.js';
import type { Call } from '../call.js';
import { openSession } from '../session.js';
import { showPlans, showResult } from '../show-run.js';
import { unattendedRun } from '../unattended.js';
import { unscheduled, watchedConfig } from '../watch/config.js';
import { onHangUp } from '../watch/hang-up.js';
import { watchLog } from '../watch/log.js';

/** Stays, and does what `sync` does whenever a schedule says so; each run takes the lock and writes its record by itself. */
export async function watch(call: Call): Promise<ExitCode> {
  const { screen, signal } = call;
  const tell = watchLog(call);
  let config = await watchedConfig(call);
  const secrets = [...config.secrets];
  unscheduled(config).forEach(tell);
  const watching = startWatch({
    ...{ schedules: config.schedules, startTimers, tell, signal },
    run: due => scheduledRun(call, config, due),
  });

  using _hangUps = onHangUp(process, async () => {
    try {
      const next = await watchedConfig(call);
      secrets.push(...next.secrets);
      screen.hide(secrets); // a run under way still uses the old ones
      config = next;
      tell({ kind: 'configRead', file: config.file });
      unscheduled(config).forEach(tell);
      watching.replace(config.schedules);
    } catch (error) {
      tell({ kind: 'configRefused', error });
    }
  });
  return (await watching.ended) === 'idle' ? ExitCode.Done : ExitCode.Interrupted;
}

async function scheduledRun(call: Call, config: Config, { syncs, targets }: Due): Promise<RunResult> {
  await using session = await openSession(call, 'write', { known: config });
  // a log has a line for each event already, and `show` has the rest
  const isRead = call.screen.isLive && call.globals.json !== true;
  const run = { by: 'watch', targets, noRemovals: false, reason: `schedule of ${syncs.join(', ')}` } as const;
  const { planned, result } = await unattendedRun(call, session, run, async plans => {
    if (isRead) await showPlans(call, session, plans);
  });
  if (isRead) await showResult(call, session, planned, result);
  return result;
}
