import { z } from 'zod';
import { MASK, redact, Secret, withoutTokens } from '../secrets.js';
import type { HttpEvent } from './options.js';

export interface Redactor {
  text(text: string): string;
  /** the same for every text in what a body holds: a server may have written it in ways that the body as it came does not show */
  body(body: unknown): unknown;
  event(event: HttpEvent): HttpEvent;
}

/**
 * Takes secrets out of what is shown, also where they are written as a URL, a form, JSON or base64 (Basic authentication)
 * writes them, and the lines and values of those that have several (PEM, JWK): a message quotes one of them at a time.
 */
export function redactor(secrets: readonly Secret[]): Redactor {
  const all = secrets.flatMap(asWritten);
  const encoded = encodedIn(secrets);
  const text = (raw: string) => withoutTokens(redact(encoded === undefined ? raw : raw.replace(encoded, MASK), all));
  return {
    text,
    body: body => throughout(body, text),
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

function throughout(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map(each => throughout(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [change(name), throughout(each, change)]));
}

/** Shorter parts of a secret, as the names of a JWK's fields, tell nothing. */
const SHORTEST_PART = 20;

function asWritten(secret: Secret): Secret[] {
  const plain = secret.open();
  const { told, untold } = fieldsOf(plain);
  const parts = [plain, ...untold]
    .flatMap(text => text.split(/[\s"\\]+/))
    .filter(part => part.length >= SHORTEST_PART && !/^-+$/.test(part) && !told.has(part));
  const forms = new Set(
    [plain, ...parts].flatMap(text => [
      text,
      encodeURIComponent(text.toWellFormed()),
      new URLSearchParams({ s: text }).toString().slice(2),
      JSON.stringify(text).slice(1, -1),
    ]),
  );
  // the longest first: what a part leaves over of the whole is never found again
  return [...forms].toSorted((a, b) => b.length - a.length).map(form => new Secret(form));
}

/** What says whose key it is, and where it is used: messages name it, and an admin looks for it in the vendor's console. */
const TOLD = /^(type|client_email|client_id|project_id|private_key_id|universe_domain|\w+_ur[il])$/;

/** Of a key file (JSON), as Google gives it: the values that are no secret, and the others, where line ends are no longer `\n`. */
function fieldsOf(text: string): { readonly told: ReadonlySet<string>; readonly untold: readonly string[] } {
  const { data = {} } = Fields.safeParse(text);
  const texts = Object.entries(data).flatMap(([name, value]) => (typeof value === 'string' ? [{ name, value }] : []));
  const { told = [], untold = [] } = Object.groupBy(texts, ({ name }) => (TOLD.test(name) ? 'told' : 'untold'));
  return { told: new Set(told.map(({ value }) => value)), untold: untold.map(({ value }) => value) };
}

const Fields = z
  .string()
  .regex(/^\s*\{/)
  .transform(parsed)
  .pipe(z.record(z.string(), z.unknown()));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Fewer characters of base64 might as well be part of a word. */
const SHORTEST_ENCODED = 5;

/** The secrets as they are in the middle of a base64 text, which is written anew from each of three places; with its edges. */
function encodedIn(secrets: readonly Secret[]): RegExp | undefined {
  const cores = secrets.flatMap(secret => [0, 1, 2].map(before => core(secret, before)));
  const both = cores.flatMap(text => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
  const found = [...new Set(both)].filter(text => text.length >= SHORTEST_ENCODED).map(text => text.replaceAll('+', '\\+'));
  return found.length === 0 ? undefined : new RegExp(`[\\w+/=-]{0,3}(?:${found.join('|')})[\\w+/=-]{0,4}`, 'g');
}

/** What is the same whatever stands before (so many bytes, counted in threes) and after the secret. */
function core(secret: Secret, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret.open())]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
