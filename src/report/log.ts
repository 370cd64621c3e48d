import type { Emit, RunEvent } from '../sync/events.js';
import { clean, cleanLine } from './clean.js';
import { describe, describeOutcome } from './describe.js';
import { progressText } from './estimate.js';
import { eventLine } from './json.js';
import { counted, number } from './numbers.js';
import { describeReasons } from './reasons.js';

/** Where lines go (a stream's `write`, with the line break), and what time it is. */
export interface LogOptions {
  readonly write: (line: string) => void;
  readonly now: () => Date;
  /** also what is about to be done */
  readonly verbose?: boolean;
}

type Level = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  readonly level: Level;
  readonly text: string;
}

/** Progress is told at most so often for each list, in ms. */
const QUIET_MS = 10_000;

/** Events → lines for a log: time, level, text. */
export function logEvents({ write, now, verbose = false }: LogOptions): Emit {
  const told = new Map<string, number>();
  return event => {
    const at = now();
    if (isTooSoon(event, at.getTime(), told)) return;
    const { level, text } = logLine(event);
    if (level === 'debug' && !verbose) return;
    write(`${at.toISOString()} ${level.padEnd(5)} ${text}\n`);
  };
}

/** Events → one JSON document per line, none left out. */
export const jsonEvents =
  ({ write, now }: Omit<LogOptions, 'verbose'>): Emit =>
  event =>
    write(`${eventLine(event, now().toISOString())}\n`);

function isTooSoon(event: RunEvent, at: number, told: Map<string, number>): boolean {
  if (event.kind !== 'pullProgress' && event.kind !== 'readProgress') return false;
  const key = `${event.kind} ${event.kind === 'pullProgress' ? event.source : event.target} ${event.what}`;
  const last = told.get(key);
  if (last !== undefined && at - last < QUIET_MS) return true;
  told.set(key, at);
  return false;
}

const line = (level: Level, system: string, text: string): LogLine => ({ level, text: `${clean(system)}: ${text}` });

/** What an event says in one line, and how much it matters. */
export function logLine(event: RunEvent): LogLine {
  switch (event.kind) {
    case 'pullStarted':
      return line('info', event.source, 'reading');
    case 'pullProgress':
      return line('info', event.source, `reading: ${progressText(event)}`);
    case 'lookUpStarted':
      return line('info', event.source, `looking up ${counted(event.people, 'person', 'people')} missing from the list`);
    case 'pulled':
      return pulledLine(event);
    case 'pullFailed':
      return line('error', event.source, `could not be read: ${cleanLine(event.problem)} → ${cleanLine(event.hint)}`);
    case 'readStarted':
      return line('info', event.target, 'reading');
    case 'readProgress':
      return line('info', event.target, `reading: ${progressText(event)}`);
    case 'read':
      return line('info', event.target, `read: ${readText(event)}`);
    case 'readFailed':
      return line('error', event.target, `could not be read: ${cleanLine(event.problem)} → ${cleanLine(event.hint)}`);
    case 'planned':
      return line(event.held > 0 ? 'warn' : 'info', event.target, plannedText(event));
    case 'applyStarted':
      return line('info', event.target, `applying ${counted(event.changes, 'change')}`);
    case 'stageStarted':
      return line('info', event.target, `${event.stage}: ${counted(event.changes, 'change')}`);
    case 'recordOpened':
      return { level: 'debug', text: `run ${event.run}: on record` };
    case 'recordClosed':
      return { level: 'debug', text: `run ${event.run}: its record is closed` };
    case 'changeStarted':
    case 'changeAnswered':
      return line('debug', event.target, `${event.kind === 'changeStarted' ? 'next' : 'answered'}: ${describe(event.change)}`);
    case 'changeIntended':
      return line('debug', event.target, `about to ${describe(event.change)}`);
    case 'changeSettled':
      return settledLine(event);
    case 'stageFinished':
      return line('debug', event.target, `${event.stage}: finished`);
    case 'applied':
      return line(event.failed + event.notRun > 0 ? 'error' : 'info', event.target, appliedText(event));
  }
}

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

export function pulledText({ people, groups, quarantined, calls }: EventOf<'pulled'>): string {
  const odd = quarantined > 0 ? `, ${counted(quarantined, 'row')} set aside` : '';
  return `${counted(people, 'person', 'people')}, ${counted(groups, 'group')}${odd} (${counted(calls, 'call')})`;
}

const pulledLine = (event: EventOf<'pulled'>): LogLine =>
  line(event.quarantined > 0 ? 'warn' : 'info', event.source, `read: ${pulledText(event)}`);

export const readText = ({ accounts, groups, calls }: EventOf<'read'>): string =>
  `${counted(accounts, 'account')}, ${counted(groups, 'group')} (${counted(calls, 'call')})`;

export const plannedText = ({ changes, held }: EventOf<'planned'>): string =>
  `planned: ${counted(changes, 'change')}${held > 0 ? `, ${number(held)} held` : ''}`;

export function appliedText({ applied, failed, notRun }: EventOf<'applied'>): string {
  const trouble = [...(failed > 0 ? [`${number(failed)} failed`] : []), ...(notRun > 0 ? [`${number(notRun)} not run`] : [])];
  return [`${number(applied)} applied`, ...trouble].join(', ');
}

function settledLine({ target, change, outcome }: EventOf<'changeSettled'>): LogLine {
  const hint = outcome.kind === 'failed' ? ` → ${cleanLine(outcome.hint)}` : '';
  const why = describeReasons(change.reasons);
  const text = `${describe(change)}${why === '' ? '' : ` (${why})`}: ${describeOutcome(outcome)}${hint}`;
  switch (outcome.kind) {
    case 'applied':
    case 'alreadySo':
      return line('info', target, text);
    case 'notRun':
    case 'stale':
      return line('warn', target, text);
    case 'failed':
      return line('error', target, text);
  }
}
