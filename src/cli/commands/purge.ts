import { ConfigError, ExitCode } from '../../errors.js';
import { purgeJson } from '../../report/json.js';
import { renderPurge } from '../../report/text.js';
import { snapshotFolder } from '../../state/snapshots/folder.js';
import { areInSnapshots, purgeSnapshots } from '../../state/snapshots/purge.js';
import type { Call } from '../call.js';
import { type Known, whom } from '../purge/whom.js';
import { onRecord, type RecordFlags } from '../recorded.js';
import { openSession, type Session } from '../session.js';

interface PurgeFlags extends Omit<RecordFlags, 'target'> {
  readonly yes?: boolean;
}

/** Takes one person out of the history, for good: asked before, since nothing brings it back (DESIGN §5). */
export async function purge(call: Call, who: string, flags: PurgeFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  const { store, config } = session;
  const folder = snapshotFolder(config.stateFile);
  const known = await knownOf(session);
  const found =
    whom(who, known) ?? ((await areInSnapshots(folder, who)) ? { people: [], accounts: [], names: [who] } : undefined);
  if (found === undefined)
    throw new ConfigError(
      `the history has nobody called ${who}`,
      'Give the login, the username, the e-mail address, or the id at the source.',
    );
  if (!(await isSure(call, renderPurge(found, call.screen.paper()), flags))) {
    call.screen.complain('Nothing was removed.');
    return ExitCode.CouldNot;
  }
  // the record must not hold what was to be removed
  const exitCode = await onRecord(
    call,
    session,
    { command: 'purge', what: 'take a person out of the history', flags },
    async () => {
      const purged = await store.purge(found);
      const snapshots = await purgeSnapshots(folder, found);
      const links = known.links.filter(({ person }) => found.people.includes(person));
      const linked = links.filter(({ status }) => status === 'open');
      call.screen.show(
        call.globals,
        () => purgeJson({ ...purged, snapshots }, linked),
        () => doneText(purged.changes + purged.runs + purged.other, snapshots, linked.length, links.length - linked.length),
      );
    },
  );
  return exitCode;
}

async function knownOf({ store, config }: Session): Promise<Known> {
  // a target that shares a directory may have been fed before
  const links = await Promise.all([...config.targets, ...config.sharing].map(({ name }) => store.links(name)));
  const runs = await store.runs(Number.MAX_SAFE_INTEGER);
  const journals = await Promise.all(runs.map(({ id }) => store.journal(id)));
  return { links: links.flat(), entries: journals.flat() };
}

async function isSure({ screen, globals, signal }: Call, found: string, { yes }: PurgeFlags): Promise<boolean> {
  if (yes === true) return true;
  if (!screen.canAsk || globals.json === true)
    throw new ConfigError('purge asks before it removes anything, and there is no terminal', 'Look first, then say --yes.');
  const answer = await screen.ask(
    `${found}\nNothing brings it back, and what was done to them can no longer be undone.\nType yes to remove: `,
    signal,
  );
  return answer.toLowerCase() === 'yes';
}

function doneText(rows: number, snapshots: number, linked: number, closed: number): string {
  const about = [
    ...(snapshots > 0 ? [`${snapshots === 1 ? 'A snapshot' : `${snapshots} snapshots`} that spoke of them went as well.`] : []),
    ...(linked > 0 ? ['They are still linked, which rollcall needs while they are here: see rollcall links forget.'] : []),
    // the closed link kept them from being made anew (C5)
    ...(closed > 0 ? ['Should the source still want them, the next run makes them a new account.'] : []),
  ];
  return [`Removed from ${rows} ${rows === 1 ? 'place' : 'places'} of the history.`, ...about].join(' ');
}
