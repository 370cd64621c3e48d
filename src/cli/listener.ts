import type { HttpEvent } from '../http/options.js';
import { jsonEvents, logEvents } from '../report/log.js';
import { taskDisplay } from '../report/tasks.js';
import type { Emit } from '../sync/events.js';
import type { Call } from './call.js';
import { httpJson, httpLine } from './http-line.js';

/** Who hears what a run tells while it goes on; all of it is for stderr. */
export interface Listener {
  readonly emit: Emit;
  /** ends what moves on the screen, before a question or a result; the next event starts anew */
  settle(): Promise<void>;
  readonly http: { readonly debug?: (event: HttpEvent) => void };
}

/** JSON lines for programs, a live list for a person at a terminal, log lines for everybody else; nothing when quiet. */
export function listenerOf({ screen, globals, now }: Call): Listener {
  const { json = false, quiet = false, verbose = false } = globals;
  const write = (line: string) => screen.tell(line.trimEnd());
  const settled = async () => {};
  const line = json ? httpJson : httpLine;
  const http = verbose ? { debug: (event: HttpEvent) => screen.complain(line(event, now())) } : {};

  if (quiet) return { emit: () => {}, settle: settled, http };
  if (json) return { emit: jsonEvents({ write, now }), settle: settled, http };
  // requests line by line would tear a live list apart
  if (verbose || !screen.isLive) return { emit: logEvents({ write, now, verbose }), settle: settled, http };
  const { chalk, width } = screen.paperForMessages();
  const display = taskDisplay({ stream: screen.live(), width, chalk });
  return { emit: display.emit, settle: () => display.close(), http };
}
