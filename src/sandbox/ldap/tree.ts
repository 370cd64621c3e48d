export type Value = string | Buffer;

/** As a test writes it: one value or several. */
export interface Seed {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, Value | readonly Value[]>>;
}

export interface Entry {
  dn: string;
  /** by the attribute's name in lower case */
  readonly attributes: Map<string, { readonly name: string; values: Value[] }>;
}

/** Case, blanks around the parts and the way of escaping do not tell names apart (RFC 4514, RFC 4517). */
export const folded = (dn: string): string =>
  dn
    .replaceAll(/(?:\\[0-9a-f]{2})+/gi, hex =>
      Buffer.from(hex.replaceAll('\\', ''), 'hex')
        .toString()
        .replaceAll(/[,+"\\<>;=#]/g, '\\$&'),
    )
    .replaceAll(/\s*(?<!\\)([,=+])\s*/g, '$1')
    .toLowerCase()
    .trim();

/** The entries of one server, in the order of their making. */
export class Tree {
  readonly #entries = new Map<string, Entry>();

  constructor(readonly base: string) {}

  get all(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  add({ dn, attributes }: Seed): Entry {
    const made: Entry = { dn, attributes: new Map() };
    this.#entries.set(folded(dn), made);
    for (const [name, values] of Object.entries(attributes)) this.set(dn, name, values);
    return made;
  }

  find(dn: string): Entry | undefined {
    return this.#entries.get(folded(dn));
  }

  /** No values: the attribute goes. */
  set(dn: string, name: string, values: Value | readonly Value[]): void {
    const { attributes } = this.#must(dn);
    const all = typeof values === 'string' || Buffer.isBuffer(values) ? [values] : [...values];
    if (all.length === 0) attributes.delete(name.toLowerCase());
    else attributes.set(name.toLowerCase(), { name, values: all });
  }

  remove(dn: string): void {
    this.#entries.delete(folded(dn));
  }

  rename(dn: string, to: string): void {
    const entry = this.#must(dn);
    this.#entries.delete(folded(dn));
    entry.dn = to;
    this.#entries.set(folded(to), entry);
  }

  /** Entries below a base, itself included but for `one`. */
  below(base: string, scope: 'base' | 'one' | 'sub'): readonly Entry[] {
    const own = folded(base);
    const isBelow = (dn: string) => own === '' || dn.endsWith(`,${own}`);
    switch (scope) {
      case 'base':
        return [...(this.find(base) === undefined ? [] : [this.#must(base)])];
      case 'one':
        return this.all.filter(({ dn }) => isBelow(folded(dn)) && !/(?<!\\),/.test(folded(dn).slice(0, -own.length - 1)));
      case 'sub':
        return this.all.filter(({ dn }) => folded(dn) === own || isBelow(folded(dn)));
    }
  }

  #must(dn: string): Entry {
    const entry = this.find(dn);
    if (entry === undefined) throw new Error(`no entry ${dn}`);
    return entry;
  }
}

export const valuesOf = (entry: Entry, attribute: string): readonly Value[] =>
  entry.attributes.get(attribute.toLowerCase())?.values ?? [];
