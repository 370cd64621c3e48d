import { ExitCode } from '../../errors.js';
import { statusJson } from '../../report/json.js';
import { renderStatus } from '../../report/text.js';
import { type Status, statusOf } from '../../sync/status.js';
import type { Call } from '../call.js';
import { openSession } from '../session.js';
import { knownOf } from '../status/known.js';
import { credentials } from '../status/online.js';

interface StatusFlags {
  readonly full?: boolean;
  readonly online?: boolean;
  readonly check?: boolean;
}

/** How things stand, as far as it was written down; with `--online` every system is asked whether our credential works. */
export async function status(call: Call, { full, online, check }: StatusFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'read');
  const systems = online === true ? await credentials(session) : undefined;
  const found = statusOf(await knownOf(session));
  await session.listener.settle();
  call.screen.show(
    call.globals,
    () => statusJson(found, systems ?? []),
    () => renderStatus(found, systems, call.screen.paper(full)),
  );
  if (check !== true) return ExitCode.Done;
  const isRefused = systems?.some(({ findings }) => findings.some(({ level }) => level === 'problem')) ?? false;
  return isRefused ? ExitCode.CouldNot : exitCodeOf(found);
}

/** For monitoring: 1 where a system could not be read the last time, or not for long; else 3 where something waits. */
function exitCodeOf({ alerts, waiting }: Status): ExitCode {
  if (alerts.some(({ kind }) => kind !== 'lateLeavers')) return ExitCode.CouldNot;
  return waiting.length > 0 ? ExitCode.Held : ExitCode.Done;
}
