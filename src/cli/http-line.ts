import type { HttpEvent } from '../http/options.js';
import { cleanLine, jsonText } from '../report/clean.js';

/** `--verbose`: what went over the wire, in one line. */
export const httpLine = (event: HttpEvent, at: Date): string =>
  `${at.toISOString()} http  ${cleanLine(event.system)}: ${textOf(event)}`;

/** The same for `--json`. */
export const httpJson = ({ kind, ...event }: HttpEvent, at: Date): string =>
  jsonText({ time: at.toISOString(), kind: 'http', event: kind, ...event });

function textOf(event: HttpEvent): string {
  switch (event.kind) {
    case 'sent':
      return `${event.method} ${event.url} → ${event.status}, ${Math.round(event.ms)} ms`;
    case 'lost':
      return `${event.method} ${event.url} → no answer: ${cleanLine(event.error)}, ${Math.round(event.ms)} ms`;
    case 'waiting':
      return `waits ${Math.round(event.ms)} ms: ${event.reason}`;
  }
}
