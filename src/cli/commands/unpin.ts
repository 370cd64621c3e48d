import { ConfigError, ExitCode } from '../../errors.js';
import type { TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { type PinInForce, renderPins } from '../../report/text/pins.js';
import type { Pin } from '../../state/store.js';
import { isPinInForce, namesIn } from '../../sync/pins.js';
import type { Call } from '../call.js';
import { oneTarget } from '../choose.js';
import { onRecord, type RecordFlags } from '../recorded.js';
import { openSession, type Session } from '../session.js';

interface UnpinFlags extends RecordFlags {
  readonly run?: string;
  readonly all?: boolean;
}

/** Named nothing: what is pinned. Otherwise these may be done again, by the next plan that wants them (A8). */
export async function unpin(call: Call, texts: readonly string[], flags: UnpinFlags): Promise<ExitCode> {
  if (flags.all === true && (texts.length > 0 || flags.run !== undefined))
    throw new ConfigError('--all is everything: names and --run say nothing then', 'Leave out one of them.');
  const isList = texts.length === 0 && flags.run === undefined && flags.all !== true;
  await using session = await openSession(call, isList ? 'read' : 'write');
  const pins = await pinsIn(session, flags.target);
  if (isList) return list(call, session, pins);
  const meant = meantBy(pins, texts, flags);
  const what = `unpin ${texts.length > 0 ? texts.join(', ') : flags.run === undefined ? 'everything' : `what run ${flags.run} took back`}`;
  const exitCode = await onRecord(call, session, { command: 'unpin', what, flags }, async () => {
    for (const [target, mine] of Map.groupBy(meant, pin => pin.target))
      await session.store.dropPins(
        target,
        mine.map(({ key }) => key),
      );
  });
  call.screen.tell(`Unpinned: ${meant.length}. The next run does again what the config wants.`);
  return exitCode;
}

async function pinsIn({ config, store }: Session, name: string | undefined): Promise<readonly Pin[]> {
  const targets: readonly TargetName[] = name === undefined ? config.targets.map(one => one.name) : [oneTarget(config, name)];
  return (await Promise.all(targets.map(target => store.pins(target)))).flat();
}

function list({ screen, globals }: Call, { config }: Session, pins: readonly Pin[]): ExitCode {
  const known: PinInForce[] = pins.map(pin => ({ pin, counts: isPinInForce(pin, config.fingerprint) }));
  screen.show(
    globals,
    () => ({ version: 1, kind: 'pins', pins: known.map(({ pin, counts }) => ({ ...pin, counts })) }),
    () => renderPins(known, screen.paper()),
  );
  return ExitCode.Done;
}

/** Each text must be about some pin: one that is not is a slip of the pen. */
function meantBy(pins: readonly Pin[], texts: readonly string[], { run, all }: UnpinFlags): readonly Pin[] {
  if (run !== undefined && !/^[1-9]\d{0,8}$/.test(run)) throw new ConfigError(`there is no run ${run}`, SEE);
  const ofRun = pins.filter(pin => run === undefined || pin.run === Number(run) || pin.undid === Number(run));
  const lost = texts.find(text => !ofRun.some(pin => isAbout(pin, text)));
  if (lost !== undefined) throw new ConfigError(`nothing about ${lost} is pinned`, SEE);
  const meant = ofRun.filter(pin => texts.length === 0 || texts.some(text => isAbout(pin, text)));
  if (meant.length > 0) return meant;
  throw new ConfigError(all === true ? 'nothing is pinned' : `nothing that run ${run} took back is pinned`, SEE);
}

const SEE = 'What is pinned: rollcall unpin.';

const isAbout = (pin: Pin, text: string): boolean => namesIn(pin.change).some(name => nameKey(name) === nameKey(text));
