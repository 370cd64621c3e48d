import { ConfigError, ExitCode } from '../../errors.js';
import { historyJson } from '../../report/json.js';
import { renderHistory } from '../../report/text.js';
import type { Call } from '../call.js';
import { openSession } from '../session.js';

/** The runs so far, newest first. */
export async function history(call: Call, { limit }: { readonly limit: string }): Promise<ExitCode> {
  if (!/^[1-9]\d{0,8}$/.test(limit))
    throw new ConfigError(`--limit ${limit} is not a number of runs`, 'Write a number such as 20.');
  await using session = await openSession(call, 'read');
  const runs = await session.store.runs(Number(limit));
  call.screen.show(
    call.globals,
    () => historyJson(runs),
    () => renderHistory(runs, call.screen.paper()),
  );
  return ExitCode.Done;
}
