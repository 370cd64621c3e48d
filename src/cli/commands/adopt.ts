import { suggestion } from '../../config/suggest.js';
import { ConfigError, type ExitCode } from '../../errors.js';
import { nameKey } from '../../model/names.js';
import type { Call } from '../call.js';
import { oneTarget } from '../choose.js';
import { onRecord, type RecordFlags } from '../recorded.js';
import { openSession } from '../session.js';
import { readTarget } from '../systems.js';

/** Groups that are there become rollcall's business: all that are named, or none (G5). */
export async function adopt(call: Call, names: readonly string[], flags: RecordFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  const { config, store, now } = session;
  const target = oneTarget(config, flags.target);
  const { groups } = await readTarget(session, target);
  const found = names.map(name => {
    const group = [...groups.values()].find(each => nameKey(each.name) === nameKey(name));
    if (group !== undefined) return group;
    const known = [...groups.values()].map(each => each.name);
    throw new ConfigError(`${target} has no group ${name}`, known.length > 20 ? 'Check its spelling.' : suggestion(name, known));
  });
  const managed = new Set((await store.managedGroups(target)).map(({ group }) => group));
  const added = found.filter(({ id }) => !managed.has(id));

  const what = `adopt ${found.map(({ name }) => name).join(', ')} in ${target}`;
  const exitCode = await onRecord(call, session, { command: 'adopt', what, flags }, async run => {
    for (const { id, name } of added)
      await store.putManagedGroup({ target, group: id, name, how: 'adopted', from: [], run, since: now() });
  });
  const already = found.length - added.length;
  call.screen.tell(`Adopted: ${added.length}.${already > 0 ? ` Already rollcall's: ${already}.` : ''}`);
  return exitCode;
}
