import type { Config } from '../config/config.js';
import type { Mistake } from '../errors.js';
import { cleanLine, jsonText } from '../report/clean.js';
import type { Call } from './call.js';
import type { Screen } from './screen.js';

/** What is odd about the config, though not wrong; told by every command that does not show it, to stderr. */
export function tellWarnings({ screen, now, globals }: Call, config: Config): void {
  for (const what of configWarnings(config, now())) tellWarning(screen, what, globals);
}

/** One line on stderr. */
export function tellWarning(screen: Screen, what: string, globals: { readonly json?: boolean }): void {
  screen.tell(warningLine(screen, what, globals));
}

export const warningLine = ({ chalkStderr }: Screen, what: string, { json = false }: { readonly json?: boolean }): string =>
  json ? jsonText({ kind: 'warning', what }) : chalkStderr.yellow(`warning: ${cleanLine(what)}`);

/** The loader's warnings, and approvals that have expired and do nothing (DESIGN §4). */
export const configWarnings = ({ warnings, approvals }: Config, now: Date): string[] => [
  ...warnings.map(placed),
  ...approvals
    .filter(({ expires }) => expires <= now.toISOString())
    .map(({ target, guard, expires }) => `the approval of ${guard} for ${target} expired at ${expires} and does nothing`),
];

const placed = ({ file, line, column, message, hint }: Mistake) =>
  `${[file, line, column].filter(part => part !== undefined).join(':')}: ${message}${hint === undefined ? '' : `. ${hint}`}`;
