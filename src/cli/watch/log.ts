import { ConfigError, LockHeld, type Mistake, SyncError } from '../../errors.js';
import type { SyncName } from '../../model/ids.js';
import { clean, cleanLine, jsonText } from '../../report/clean.js';
import { errorJson } from '../../report/json.js';
import { renderError } from '../../report/text.js';
import type { WatchEvent } from '../../schedule/events.js';
import type { Call } from '../call.js';

/** What `watch` tells between its runs. */
export type Happening =
  | WatchEvent
  | { readonly kind: 'unscheduled'; readonly sync: SyncName }
  | { readonly kind: 'configRead'; readonly file: string }
  | { readonly kind: 'configRefused'; readonly error: unknown };

type Level = 'info' | 'warn' | 'error';
type Line = readonly [level: Level, text: string];

/** One line on stderr for each happening: time, level, text, or with `--json` a document; only errors when quiet. */
export function watchLog({ screen, globals: { json = false, verbose = false }, now }: Call): (happening: Happening) => void {
  return happening => {
    const time = now().toISOString();
    const [level, text] = lineOf(happening);
    const line = json ? jsonOf(happening, time) : `${time} ${level.padEnd(5)} ${text}`;
    if (level === 'error') screen.complain(line);
    else screen.tell(line);
    if (verbose && 'error' in happening) screen.complain(renderError(happening.error, { ...screen.paperForMessages(), verbose }));
  };
}

function lineOf(happening: Happening): Line {
  switch (happening.kind) {
    case 'scheduled':
      return ['info', scheduledText(happening)];
    case 'unscheduled':
      return ['warn', `${happening.sync} has no schedule: watch never runs its targets for its sake`];
    case 'runStarted':
      return ['info', `run of ${happening.targets.join(', ')} starts, scheduled by ${happening.syncs.join(', ')}`];
    case 'runSkipped':
      return ['warn', `${happening.sync} is due, and ${happening.targets.join(', ')} still being run: waits for its next time`];
    case 'runEnded':
      return endedLine(happening);
    case 'runFailed':
      return [happening.error instanceof LockHeld ? 'warn' : 'error', `no run: ${told(happening.error)}${nextText(happening)}`];
    case 'configRead':
      return ['info', `${clean(happening.file)} was read again, and counts from now on`];
    case 'configRefused':
      return ['error', `the config was refused, and the one before goes on: ${told(happening.error)}`];
    case 'stopped':
      return happening.how === 'idle' ? ['info', 'stopped'] : ['warn', 'stopped in the middle of a run'];
  }
}

function scheduledText({ schedule, next }: Extract<Happening, { kind: 'scheduled' }>): string {
  const { sync, targets, cron, timezone, jitterMs } = schedule;
  const zone = timezone === undefined ? '' : ` ${timezone}`;
  const jitter = jitterMs > 0 ? `, up to ${jitterMs / 1000} s later` : '';
  return `${sync} → ${targets.join(', ')}: ${clean(cron)}${zone}${jitter}${nextText({ next })}`;
}

function endedLine({ run, result, next }: Extract<Happening, { kind: 'runEnded' }>): Line {
  const level = result === 'done' ? 'info' : result === 'held' ? 'warn' : 'error';
  const more = result === 'done' ? '' : `: see rollcall show ${run}`;
  return [level, `run ${run} ended, ${result}${more}${nextText({ next })}`];
}

const nextText = ({ next }: { readonly next: string | undefined }) => (next === undefined ? '' : `; next ${next}`);

/** A failure in one line, with every mistake of a config. */
function told(error: unknown): string {
  if (!(error instanceof SyncError))
    return `a bug in rollcall: ${cleanLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error))}`;
  const mistakes = error instanceof ConfigError ? error.mistakes.map(placed) : [];
  return `${[cleanLine(error.message), ...mistakes].join('; ')} → ${cleanLine(error.hint)}`;
}

const placed = ({ line, column, message }: Mistake): string =>
  `${line === undefined ? '' : `line ${line}${column === undefined ? '' : `:${column}`} `}${cleanLine(message)}`;

function jsonOf({ kind, ...fields }: Happening, time: string): string {
  const error = 'error' in fields ? { error: errorJson(fields.error).error } : {};
  return jsonText({ time, kind, ...fields, ...error });
}
