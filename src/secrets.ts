import { inspect } from 'node:util';
import { z } from 'zod';

export const MASK = '••••';

/** A secret from the moment it is read: prints, inspects and serialises as dots; opened only where a request is signed. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  open(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/** For connectors' settings: the text in the file was made a Secret before it reaches them. */
export const SecretText = z.instanceof(Secret, {
  error: `not a secret like \${env:NAME}, \${file:PATH}, \${command:…} or \${credential:NAME}`,
});

/** Takes out what looks like a signed token (JWT), whole or cut short: no config knows those that are made or given while we run. */
export const withoutTokens = (text: string): string => text.replaceAll(/(?<![A-Za-z\d])eyJ[\w-]+(?:\.{1,2}[\w-]+)*/g, MASK);

/** Takes every known secret out of a text that is about to be shown or logged. */
export function redact(text: string, secrets: readonly Secret[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.open().length >= 4) clean = clean.replaceAll(secret.open(), MASK);
  return clean;
}
