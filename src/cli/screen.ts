import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Chalk, type ChalkInstance, supportsColor, supportsColorStderr } from 'chalk';
import { Interrupted } from '../errors.js';
import { type Redactor, redactor } from '../http/redactor.js';
import { cleanText, jsonText } from '../report/clean.js';
import type { Terminal } from '../report/tasks.js';
import type { Paper } from '../report/text.js';
import type { Secret } from '../secrets.js';

/** columns where nobody says, or says 0: wide enough for a plan, narrow enough for a mail */
const WIDTH = 120;

type Input = Pick<NodeJS.ReadStream, 'isTTY'> & NodeJS.ReadableStream;
type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'> & NodeJS.WritableStream;

export interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Where a command writes: results to stdout, everything else to stderr, and no secret to either. */
export class Screen {
  /** the colours of stdout, and those of stderr: none where that is no terminal */
  readonly chalk: ChalkInstance;
  readonly chalkStderr: ChalkInstance;
  #redactor: Redactor = redactor([]);
  #isQuiet = false;

  constructor(
    readonly streams: Streams,
    colours: { readonly wanted: boolean },
  ) {
    const { stdout, stderr } = streams;
    this.chalk = paint(colours.wanted && stdout.isTTY === true, supportsColor);
    this.chalkStderr = paint(colours.wanted && stderr.isTTY === true, supportsColorStderr);
    // whoever read us has gone (`| head`): the run goes on, and nobody is told
    for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  }

  /** Whether a question would be seen and could be answered. */
  get canAsk(): boolean {
    return this.streams.stdin.isTTY === true && this.streams.stderr.isTTY === true;
  }

  get isLive(): boolean {
    return this.streams.stderr.isTTY === true;
  }

  /** For results: how wide, and in which colours. */
  paper(full = false): Paper {
    return { width: this.streams.stdout.columns || WIDTH, full, chalk: this.chalk };
  }

  /** For what goes to stderr. */
  paperForMessages(): Paper {
    return { width: this.streams.stderr.columns || WIDTH, full: true, chalk: this.chalkStderr };
  }

  beQuiet(): void {
    this.#isQuiet = true;
  }

  hide(secrets: readonly Secret[]): void {
    this.#redactor = redactor(secrets);
  }

  /** A result, for a person or as the one JSON document that `--json` asks for. */
  show({ json }: { readonly json?: boolean }, document: () => unknown, text: () => string): void {
    this.print(json ? jsonText(document(), 2) : text());
  }

  print(text: string): void {
    this.streams.stdout.write(`${cleanText(this.clean(text), this.chalk.level > 0)}\n`);
  }

  /** A message that `--quiet` silences. */
  tell(text: string): void {
    if (!this.#isQuiet) this.complain(text);
  }

  /** A warning or an error: never silenced. */
  complain(text: string): void {
    this.streams.stderr.write(`${cleanText(this.clean(text), this.chalkStderr.level > 0)}\n`);
  }

  /** Asks on the terminal; the kernel edits the line, so that Ctrl-C stays a signal. Rejects with Interrupted. */
  async ask(question: string, signal: AbortSignal): Promise<string> {
    const { stdin: input, stderr: output } = this.streams;
    const lines = createInterface({ input, output, terminal: false });
    const ended = new Promise<string>(resolve => lines.once('close', () => resolve(''))); // Ctrl-D answers nothing
    try {
      return (
        await Promise.race([lines.question(cleanText(this.clean(question), this.chalkStderr.level > 0), { signal }), ended])
      ).trim();
    } catch (cause) {
      if (signal.aborted) throw new Interrupted('interrupted before an answer came', 'Nothing was changed.', { cause });
      throw cause;
    } finally {
      lines.close();
    }
  }

  /** stderr for what moves: takes secrets out, and has the size of the terminal. */
  live(): Terminal {
    const { stderr } = this.streams;
    const own = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        stderr.write(this.clean(String(chunk)));
        done();
      },
    });
    return Object.assign(own, { isTTY: true, rows: stderr.rows || 24 });
  }

  clean(text: string): string {
    return this.#redactor.text(text);
  }
}

type Support = typeof supportsColor;

const paint = (wanted: boolean, support: Support) => new Chalk({ level: wanted && support !== false ? support.level : 0 });

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
