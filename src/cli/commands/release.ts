import { suggestion } from '../../config/suggest.js';
import { ConfigError, type ExitCode } from '../../errors.js';
import { nameKey } from '../../model/names.js';
import type { Call } from '../call.js';
import { oneTarget } from '../choose.js';
import { onRecord, type RecordFlags } from '../recorded.js';
import { openSession } from '../session.js';

/** Groups are none of rollcall's business any more, whatever it granted in them: all that are named, or none. */
export async function release(call: Call, names: readonly string[], flags: RecordFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  const { config, store } = session;
  const target = oneTarget(config, flags.target);
  const managed = await store.managedGroups(target);
  const found = names.map(name => {
    const group = managed.find(each => nameKey(each.name) === nameKey(name));
    if (group !== undefined) return group;
    throw new ConfigError(
      `${name} is not a group of ${target} that rollcall manages`,
      suggestion(
        name,
        managed.map(each => each.name),
      ),
    );
  });
  const what = `release ${found.map(({ name }) => name).join(', ')} in ${target}`;
  const exitCode = await onRecord(call, session, { command: 'release', what, flags }, async () => {
    for (const { group } of found) await store.releaseGroup(target, group);
  });
  call.screen.tell(`Released: ${found.length}.`);
  return exitCode;
}
