import type { RunEvent } from '../sync/events.js';
import { clean, cleanLine } from './clean.js';
import { Estimate } from './estimate.js';
import { appliedText, plannedText, pulledText, readText } from './log.js';
import { counted, number } from './numbers.js';

/** One line of the display: its title changes until it ends, well (a last title) or badly (an error with one). */
export class Line {
  readonly #end = Promise.withResolvers<string>();
  readonly estimate = new Estimate();
  readonly ended: Promise<string> = this.#end.promise;
  onTitle: ((title: string) => void) | undefined;
  #title: string;

  constructor(title: string) {
    this.#title = title;
    this.ended.catch(() => undefined);
  }

  get title(): string {
    return this.#title;
  }

  set title(title: string) {
    this.#title = title;
    this.onTitle?.(title);
  }

  succeed(title: string): void {
    this.#end.resolve(title);
  }

  fail(title: string): void {
    this.#end.reject(new Error(title));
  }
}

/** A title is not changed more often than this, in ms: each change draws the screen. */
const REDRAW_MS = 100;

interface Counts {
  readonly total: number;
  stage: string;
  settled: number;
  failed: number;
}

/** Events → lines: one for each source and target that is read, one for each target that is applied to. */
export class Lines {
  readonly #open = new Map<string, Line>();
  readonly #counts = new Map<string, Counts>();
  readonly #drawn = new Map<Line, number>();
  readonly #queue: (Line | undefined)[] = [];
  #waiting: ((line: Line | undefined) => void) | undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The next line that begins; undefined when there will be no more. */
  next(): Promise<Line | undefined> {
    const { promise, resolve } = Promise.withResolvers<Line | undefined>();
    if (this.#queue.length > 0) resolve(this.#queue.shift());
    else this.#waiting = resolve;
    return promise;
  }

  /** No more lines; what is open was broken off. */
  end(): void {
    for (const line of this.#open.values()) line.fail(`${line.title} · stopped`);
    this.#open.clear();
    this.#hand(undefined);
  }

  take(event: RunEvent): void {
    switch (event.kind) {
      case 'pullStarted':
        this.#begin(`read ${event.source}`, `${clean(event.source)}: reading`);
        break;
      case 'pullProgress':
        this.#progress(event.source, event);
        break;
      case 'lookUpStarted':
        this.#retitle(
          `read ${event.source}`,
          `${clean(event.source)}: looking up ${counted(event.people, 'person', 'people')}`,
          true,
        );
        break;
      case 'pulled':
        this.#succeed(`read ${event.source}`, `${clean(event.source)}: ${pulledText(event)}`);
        break;
      case 'pullFailed':
        this.#fail(`read ${event.source}`, `${clean(event.source)}: could not be read: ${cleanLine(event.problem)}`);
        break;
      case 'readStarted':
        this.#begin(`read ${event.target}`, `${clean(event.target)}: reading`);
        break;
      case 'readProgress':
        this.#progress(event.target, event);
        break;
      case 'read':
        this.#retitle(`read ${event.target}`, `${clean(event.target)}: ${readText(event)}`, true);
        break;
      case 'readFailed':
        this.#fail(`read ${event.target}`, `${clean(event.target)}: could not be read: ${cleanLine(event.problem)}`);
        break;
      case 'planned':
        this.#planned(event);
        break;
      case 'applyStarted':
        this.#counts.set(event.target, { total: event.changes, stage: '', settled: 0, failed: 0 });
        this.#begin(`apply ${event.target}`, `${clean(event.target)}: applying ${counted(event.changes, 'change')}`);
        break;
      case 'stageStarted':
      case 'changeSettled':
        this.#applying(event);
        break;
      case 'applied':
        this.#applied(event);
        break;
      case 'recordOpened':
      case 'recordClosed':
      case 'changeStarted':
      case 'changeIntended':
      case 'changeAnswered':
      case 'stageFinished':
        break;
    }
  }

  #begin(key: string, title: string): void {
    this.#open.get(key)?.succeed(this.#open.get(key)?.title ?? title);
    const line = new Line(title);
    this.#open.set(key, line);
    this.#hand(line);
  }

  #hand(line: Line | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#queue.push(line);
    else waiting(line);
  }

  #retitle(key: string, title: string, now = false): void {
    const line = this.#open.get(key);
    if (line === undefined) return;
    const at = this.#now();
    const drawn = this.#drawn.get(line);
    if (!now && drawn !== undefined && at - drawn < REDRAW_MS) return;
    this.#drawn.set(line, at);
    line.title = title;
  }

  #progress(system: string, progress: { what: string; done: number; total?: number }): void {
    const line = this.#open.get(`read ${system}`);
    line?.estimate.note(progress, this.#now());
    this.#retitle(`read ${system}`, `${clean(system)}: ${line?.estimate.text()}`);
  }

  #planned(event: Extract<RunEvent, { kind: 'planned' }>): void {
    const read = this.#open.get(`read ${event.target}`)?.title ?? clean(event.target);
    this.#succeed(`read ${event.target}`, `${read} · ${plannedText(event)}`);
  }

  #applying(event: Extract<RunEvent, { kind: 'stageStarted' | 'changeSettled' }>): void {
    const key = `apply ${event.target}`;
    const counts = this.#counts.get(event.target);
    const line = this.#open.get(key);
    if (counts === undefined || line === undefined) return;
    if (event.kind === 'stageStarted') counts.stage = event.stage;
    else {
      counts.settled += 1;
      if (event.outcome.kind === 'failed') counts.failed += 1;
      line.estimate.note({ what: 'changes', done: counts.settled, total: Math.max(counts.total, counts.settled) }, this.#now());
    }
    const done = line.estimate.text() || `0 of ${counted(counts.total, 'change')}`;
    const failed = counts.failed > 0 ? ` · ${number(counts.failed)} failed` : '';
    this.#retitle(key, `${clean(event.target)}: ${counts.stage} · ${done}${failed}`, event.kind === 'stageStarted');
  }

  #applied(event: Extract<RunEvent, { kind: 'applied' }>): void {
    const text = `${clean(event.target)}: ${appliedText(event)}`;
    if (event.failed + event.notRun > 0) this.#fail(`apply ${event.target}`, text);
    else this.#succeed(`apply ${event.target}`, text);
  }

  #succeed(key: string, title: string): void {
    this.#open.get(key)?.succeed(title);
    this.#open.delete(key);
  }

  #fail(key: string, title: string): void {
    this.#open.get(key)?.fail(title);
    this.#open.delete(key);
  }
}
