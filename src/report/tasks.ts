import { Writable } from 'node:stream';
import { Chalk, type ChalkInstance } from 'chalk';
import { Listr, ListrLogger, type ListrTask, ProcessOutput, Spinner } from 'listr2';
import type { Emit, RunEvent } from '../sync/events.js';
import { type Line, Lines } from './task-lines.js';

/** A terminal, as far as it is used here. */
export type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly rows?: number };

export interface TaskOptions {
  readonly stream: Terminal;
  readonly width: number;
  /** the colours of that stream; none if it is not given */
  readonly chalk?: ChalkInstance;
  /** ms of any clock that only goes forward */
  readonly now?: () => number;
}

export interface TaskDisplay {
  readonly emit: Emit;
  /** Ends what is shown, leaves it on the screen, and gives the cursor back; the next event begins anew. */
  close(): Promise<void>;
}

/** Events → a live list of what is read and applied, for a person at a terminal. Begins with the first event. */
export function taskDisplay({
  stream,
  width,
  chalk = new Chalk({ level: 0 }),
  now = () => performance.now(),
}: TaskOptions): TaskDisplay {
  let shown: { readonly lines: Lines; readonly ended: Promise<void> } | undefined;
  const begin = () => {
    const lines = new Lines(now);
    return { lines, ended: show(lines, stream, width, chalk) };
  };
  return {
    emit(event: RunEvent) {
      shown ??= begin();
      shown.lines.take(event);
    },
    async close() {
      const last = shown;
      shown = undefined;
      last?.lines.end();
      await last?.ended;
    },
  };
}

/** listr2 cannot take up tasks while it runs: each waiting task becomes, when its line comes, that line and the next waiting task. */
const waitingTask = (lines: Lines): ListrTask => ({
  async task(_, task) {
    const line = await lines.next();
    return line === undefined
      ? undefined
      : task.newListr([lineTask(line), waitingTask(lines)], { concurrent: true, exitOnError: false });
  },
});

const lineTask = (line: Line): ListrTask => ({
  title: line.title,
  async task(_, task) {
    line.onTitle = title => {
      task.title = title;
    };
    task.title = line.title;
    task.title = await line.ended;
  },
});

async function show(lines: Lines, stream: Terminal, width: number, chalk: ChalkInstance): Promise<void> {
  const options = {
    logger: new ListrLogger({ processOutput: outputTo(stream, width) }),
    spinner: new IdleSpinner(),
    formatOutput: 'truncate' as const,
    collapseErrors: true,
    color: { PENDING: chalk.yellow, COMPLETED: chalk.green, FAILED: chalk.red },
  };
  const list = new Listr([waitingTask(lines)], {
    concurrent: true,
    exitOnError: false,
    // the command line has its own: listr2's ends the process before the record is written
    registerSignalListeners: false,
    renderer: 'default',
    rendererOptions: options,
    // listr2 looks at stdout, which may be a file while we write to a terminal
    fallbackRenderer: 'default',
    fallbackRendererOptions: options,
  });
  await list.run();
}

/** Turns without keeping the process alive. */
class IdleSpinner extends Spinner {
  override start(turn?: () => void, interval = 100): void {
    const timer = setInterval(() => {
      this.spin();
      turn?.();
    }, interval).unref();
    this.stop = () => clearInterval(timer);
  }
}

/**
 * listr2 takes over the `write` of the streams it is given, and would keep back what others write there, the cursor's
 * return at a hard exit too: it gets a stream of its own instead. It asks for a tty.WriteStream, and uses of it no more than this.
 */
function outputTo(stream: Terminal, width: number): ProcessOutput {
  const own = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      stream.write(chunk);
      done();
    },
  });
  const terminal = Object.assign(own, { isTTY: true, columns: width, rows: stream.rows ?? 24 }) as unknown as NodeJS.WriteStream;
  return new ProcessOutput(terminal, terminal);
}
