import { setImmediate } from 'node:timers/promises';
import sax from 'sax';

/** What one group holds directly: users and groups, by name. */
export interface Held {
  readonly users: string[];
  readonly groups: string[];
}

/** How much is parsed before others get their turn, in characters. */
const SLICE = 256 * 1024;

/**
 * `<memberships><membership group="…"><users><user name="…"/></users><groups>…` (crowd sheet §3, November 2026), by the group's
 * name. It may be tens of megabytes: no tree is built of it. Throws an Error for what is no XML, another document, or half of one.
 */
export async function parseMemberships(xml: string, signal: AbortSignal): Promise<ReadonlyMap<string, Held>> {
  const reading = new Reading();
  for (let at = 0; at < xml.length; at += SLICE) {
    signal.throwIfAborted();
    reading.take(xml.slice(at, at + SLICE));
    await setImmediate();
  }
  return reading.end();
}

class Reading {
  readonly #parser = sax.parser(true);
  readonly #held = new Map<string, Held>();
  readonly #open: string[] = [];
  #group: Held | undefined;
  #isWhole = false;

  constructor() {
    this.#parser.onopentag = ({ name, attributes }) => this.#opened(name, attributes);
    this.#parser.onclosetag = name => this.#closed(name);
    this.#parser.onerror = error => {
      throw new Error(error.message.replaceAll('\n', ' '), { cause: error });
    };
  }

  take(text: string): void {
    this.#parser.write(text);
  }

  end(): ReadonlyMap<string, Held> {
    this.#parser.close();
    if (!this.#isWhole) throw new Error('the document has no end');
    return this.#held;
  }

  #opened(name: string, attributes: Readonly<Record<string, unknown>>): void {
    if (this.#open.length === 0 && name !== 'memberships') throw new Error(`the document is of ${name}, not of memberships`);
    this.#open.push(name);
    switch (this.#open.slice(1).join('/')) {
      case 'membership':
        this.#group = this.#groupNamed(nameIn(attributes, 'group'));
        return;
      case 'membership/users/user':
        this.#group?.users.push(nameIn(attributes, 'name'));
        return;
      case 'membership/groups/group':
        this.#group?.groups.push(nameIn(attributes, 'name'));
    }
  }

  #closed(name: string): void {
    this.#open.pop();
    if (name === 'memberships' && this.#open.length === 0) this.#isWhole = true;
  }

  /** A group may come in parts, such as of several directories. */
  #groupNamed(name: string): Held {
    const held = this.#held.get(name) ?? { users: [], groups: [] };
    this.#held.set(name, held);
    return held;
  }
}

function nameIn(attributes: Readonly<Record<string, unknown>>, attribute: string): string {
  const name = attributes[attribute];
  if (typeof name !== 'string' || name === '') throw new Error(`the document has a member without ${attribute}`);
  return name;
}
