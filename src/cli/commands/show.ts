import { ConfigError, ExitCode } from '../../errors.js';
import { runId } from '../../model/ids.js';
import { runJson } from '../../report/json.js';
import { renderRun } from '../../report/text.js';
import type { Call } from '../call.js';
import { openSession } from '../session.js';

/** What one run did: its record, how it read each system, and the journal of its changes. */
export async function show(call: Call, number: string, { full }: { readonly full?: boolean }): Promise<ExitCode> {
  if (!/^[1-9]\d{0,8}$/.test(number)) throw unknown(number);
  await using session = await openSession(call, 'read');
  const id = runId(Number(number));
  const run = await session.store.run(id);
  if (run === undefined) throw unknown(number);
  const journal = await session.store.journal(id);
  const reads = await session.store.reads(id);
  call.screen.show(
    call.globals,
    () => runJson(run, journal, reads),
    () => renderRun(run, journal, reads, call.screen.paper(full)),
  );
  return ExitCode.Done;
}

const unknown = (number: string) => new ConfigError(`there is no run ${number}`, 'Its number is in: rollcall history.');
