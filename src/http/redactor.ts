import { redact, Secret } from '../secrets.js';
import type { HttpEvent } from './options.js';

export interface Redactor {
  text(text: string): string;
  event(event: HttpEvent): HttpEvent;
}

/** Takes secrets out of what is shown, also where they are written as a URL, JSON or Basic authentication writes them. */
export function redactor(secrets: readonly Secret[]): Redactor {
  const all = secrets.flatMap(asWritten);
  const text = (raw: string) => redact(raw, all);
  return {
    text,
    event(event) {
      switch (event.kind) {
        case 'sent':
          return { ...event, url: text(event.url) };
        case 'lost':
          return { ...event, url: text(event.url), error: text(event.error) };
        case 'waiting':
          return event;
      }
    },
  };
}

function asWritten(secret: Secret): Secret[] {
  const plain = secret.open();
  const forms = new Set([
    plain,
    encodeURIComponent(plain),
    new URLSearchParams({ s: plain }).toString().slice(2),
    JSON.stringify(plain).slice(1, -1),
  ]);
  return [...forms].map(form => new Secret(form));
}
