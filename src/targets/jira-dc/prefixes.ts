import type { UserRow } from './schema.js';
import { EVERYBODY } from './user-search.js';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
/** What often joins the parts of a username. */
const JOINTS = [...'.-_@'];
/** A window that is full of others may never show them: as first letters they are tried once, and from then on where one is in use. */
const ACCENTED = [...'ßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ'];
/** Many people of one e-mail address would be split to its very end: beyond this no username needs it. */
const LONGEST = 40;

/**
 * Which beginnings are to be searched for, so that everybody is found whose username begins with a letter that is asked. Each
 * prefix that is cut is asked again with each further letter; letters that turn up in a name are asked from then on, everywhere.
 */
export class Prefixes {
  readonly #first = new Set([...LETTERS, ...JOINTS, ...ACCENTED]);
  readonly #further = new Set([...LETTERS, ...JOINTS]);
  /** the whole is always cut: it was asked for by one text that finds everybody, as far as the window goes */
  readonly #cut = new Set(['']);
  readonly #asked = new Set([EVERYBODY]);
  #givenUp = 0;

  /** What can be asked now and was not yet. */
  next(): string[] {
    const texts = [...this.#cut].flatMap(prefix => [...this.#lettersAfter(prefix)].map(letter => prefix + letter));
    const fresh = texts.filter(text => !this.#asked.has(text));
    for (const text of fresh) this.#asked.add(text);
    return fresh;
  }

  /** More begin with it than a search shows. False: it is too long to be split again. */
  split(prefix: string): boolean {
    const isShort = [...prefix].length < LONGEST;
    if (isShort) this.#cut.add(prefix);
    else this.#givenUp += 1;
    return isShort;
  }

  /** Learns how names begin here: of display names and e-mail addresses the first letters, of usernames all. */
  see({ name, displayName, emailAddress = '' }: Pick<UserRow, 'name' | 'displayName' | 'emailAddress'>): void {
    const username = [...fold(name)];
    const words = [...fold(displayName).split(/\s+/), fold(emailAddress)].map(([letter]) => letter);
    for (const letter of [username[0], ...words]) if (letter !== undefined) this.#first.add(letter);
    for (const letter of username) this.#further.add(letter);
    // the text `.` is everybody: who begins with it is found by what comes after it
    if (username[0] === EVERYBODY) this.#cut.add(EVERYBODY);
  }

  /** how many prefixes were cut though nobody's username is that long */
  get givenUp(): number {
    return this.#givenUp;
  }

  /** A second blank would be trimmed, and so give the same again for ever. */
  #lettersAfter(prefix: string): Iterable<string> {
    if (prefix === '') return this.#first;
    return prefix.endsWith(' ') ? [...this.#further].filter(letter => letter !== ' ') : this.#further;
  }
}

/** Searches compare so. */
const fold = (text: string) => text.normalize('NFC').toLowerCase();
