import { resolve } from 'node:path';
import type { Config } from '../../config/config.js';
import { ConfigError, ExitCode, StateError } from '../../errors.js';
import { jsonText } from '../../report/clean.js';
import { importJson } from '../../report/json.js';
import { listed, moment } from '../../report/numbers.js';
import { loadLinks, saveLinks } from '../../state/links-file.js';
import type { LinksFile } from '../../state/links-schema.js';
import type { Call } from '../call.js';
import { countsText, linksCounts, targetsIn } from '../links/counts.js';
import { linksDocument } from '../links/document.js';
import { onRecord, type RecordFlags } from '../recorded.js';
import { openSession, type Session } from '../session.js';

/** What cannot be read again, as one document: into a file, or to stdout (DESIGN §5). */
export async function exportLinks(call: Call, file: string | undefined): Promise<ExitCode> {
  await using session = await openSession(call, 'read');
  const document = await linksDocument(call, session);
  const counts = linksCounts(document);
  // an empty one would take the place of a good one
  if (counts.targets.length === 0)
    throw new StateError(
      `there is nothing to export: the state ${session.config.stateFile} remembers no link, group or membership`,
      'If it should, check "state:" in the config. Nothing was written.',
    );
  if (file === undefined) {
    call.screen.print(jsonText(document, 2));
    return ExitCode.Done;
  }
  await saveLinks(resolve(call.cwd, file), document);
  call.screen.tell(`Exported to ${file}:\n${countsText(counts)}`);
  return ExitCode.Done;
}

interface ImportFlags extends Omit<RecordFlags, 'target'> {
  readonly replace?: boolean;
}

/** Takes an export in: all of it or nothing, on the record. No approval comes with it: a first run stays a first run. */
export async function importLinks(call: Call, file: string, { replace = false, ...flags }: ImportFlags): Promise<ExitCode> {
  const document = await loadLinks(resolve(call.cwd, file));
  await using session = await openSession(call, 'write');
  refuseStrangeTargets(session.config, file, document);
  const counts = linksCounts(document);
  const what = `import links from ${file}, made ${moment(document.madeAt)}${replace ? ', in place of what was there' : ''}`;
  const exitCode = await onRecord(call, session, { command: 'links', what, flags }, () =>
    session.store.restore(document, { replace }),
  );
  const next = (await isApproved(session)) ? NEXT : `${NEXT} ${FIRST_RUN}`;
  call.screen.show(
    call.globals,
    () => importJson(document.madeAt, counts),
    () => `Imported from ${file}, made ${moment(document.madeAt)}:\n${countsText(counts)}\n${next}`,
  );
  return exitCode;
}

const NEXT = 'Now look at what the next run would do: rollcall plan.';
const FIRST_RUN = 'It counts as a first run, and must be attended: rollcall apply.';

async function isApproved({ config, store }: Session): Promise<boolean> {
  const approved = await Promise.all(config.targets.map(({ name }) => store.lastApproved(name)));
  return approved.every(at => at !== undefined);
}

/** Rows that no run would ever look at: the file belongs to another config, or a target has another name here. */
function refuseStrangeTargets({ file: configFile, targets }: Config, file: string, document: LinksFile): void {
  const strange = targetsIn(document).filter(name => !targets.some(known => known.name === name));
  if (strange.length === 0) return;
  const which = strange.length === 1 ? 'a target' : 'targets';
  throw new ConfigError(
    `the export ${file} is about ${which} that ${configFile} does not have: ${listed(strange)}`,
    `Give the config that it was made with, or put ${listed(strange)} under "targets", at least until the import is done. There are: ${targets.map(({ name }) => name).join(', ')}.`,
  );
}
