import { ExitCode, Interrupted, SyncError } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import { findingsJson } from '../../report/json.js';
import { counted } from '../../report/numbers.js';
import { renderFindings, type SystemFindings } from '../../report/text.js';
import { anotherProvider } from '../../sync/identity.js';
import type { Pulled, PulledWhole } from '../../sync/judge.js';
import { pull } from '../../sync/pull.js';
import type { Call } from '../call.js';
import { groupFindings } from '../check/groups.js';
import { peopleFindings } from '../check/people.js';
import { directoryFindings } from '../check/sharing.js';
import { openSession, type Session } from '../session.js';
import { configWarnings } from '../warnings.js';

/** Config, connections, permissions, and what filters and patterns match; everything is looked at, whatever fails before it. */
export async function check(call: Call): Promise<ExitCode> {
  await using session = await openSession(call, 'read', { showsWarnings: true });
  const { config, context, listener } = session;
  const systems: SystemFindings[] = [{ system: config.file, findings: configFindings(call, session) }];
  const read = { signal: context.signal };
  for (const { target } of context.targets) systems.push({ system: target.name, findings: await asked(target.check(read)) });
  systems.push(...(await directoryFindings(session)));
  for (const { source, rules } of context.sources) {
    const findings = await asked(source.check(read));
    const isUsable = findings.every(({ level }) => level !== 'problem');
    const last = await session.store.sourceCount(source.provider);
    const another = anotherProvider(source, context.sources, await session.store.identities());
    // without rules only the canaries' members are read: what matches is a question of names
    const pulled = isUsable
      ? await pull({
          ...context,
          source,
          rules,
          syncs: [],
          linked: new Set(),
          last,
          allowed: 0,
          another,
          attended: false,
          whole: true,
        })
      : undefined;
    systems.push({ system: source.name, findings: [...findings, ...(pulled === undefined ? [] : unread(pulled))] });
    if (pulled?.kind === 'read') systems.push(...syncFindings(session, pulled));
  }
  await listener.settle();
  call.screen.show(
    call.globals,
    () => findingsJson(systems),
    () => renderFindings(systems, call.screen.paper()),
  );
  const isFine = systems.every(({ findings }) => findings.every(({ level }) => level !== 'problem'));
  return isFine ? ExitCode.Done : ExitCode.CouldNot;
}

/** What cannot even be asked is a finding too, so that the others are told. */
const asked = (findings: Promise<readonly Finding[]>): Promise<readonly Finding[]> =>
  findings.catch((error: unknown) => {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    return [{ level: 'problem', what: error.message, hint: error.hint }];
  });

function configFindings({ now }: Call, { config }: Session): Finding[] {
  const { sources, targets, sharing, syncs } = config;
  const counts = `${counted(sources.length, 'source')}, ${counted(targets.length + sharing.length, 'target')}, ${counted(syncs.length, 'sync')}`;
  return [
    { level: 'ok', what: `the config is valid: ${counts}` },
    ...configWarnings(config, now()).map((what): Finding => ({ level: 'warning', what })),
  ];
}

const unread = (pulled: PulledWhole): Finding[] =>
  pulled.kind === 'read'
    ? []
    : [{ level: 'problem', what: pulled.why, hint: 'A run would not believe this source, and remove nothing because of it.' }];

const syncFindings = ({ config }: Session, pulled: Extract<Pulled, { kind: 'read' }>): SystemFindings[] =>
  config.syncs
    .filter(({ from }) => from === pulled.source)
    .map(sync => ({
      system: `sync ${sync.name}`,
      findings: [...peopleFindings(sync, pulled), ...groupFindings(sync, pulled.directory)],
    }));
