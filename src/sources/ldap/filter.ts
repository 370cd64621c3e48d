import { bytesOf } from './escapes.js';

/** A search filter (RFC 4511 §4.5.1). Values are bytes: what a server compares need not be text (objectGUID). */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'equal' | 'atLeast' | 'atMost' | 'like'; readonly attribute: string; readonly value: Buffer }
  | { readonly kind: 'present'; readonly attribute: string }
  | { readonly kind: 'parts'; readonly attribute: string; readonly parts: Parts }
  | { readonly kind: 'rule'; readonly attribute: string; readonly rule: string; readonly value: Buffer };

export interface Parts {
  readonly initial?: Buffer;
  readonly any: readonly Buffer[];
  readonly final?: Buffer;
}

export const and = (...filters: readonly Filter[]): Filter => ({ kind: 'and', filters });
export const or = (...filters: readonly Filter[]): Filter => ({ kind: 'or', filters });
export const not = (filter: Filter): Filter => ({ kind: 'not', filter });
export const present = (attribute: string): Filter => ({ kind: 'present', attribute });
/** Compared as it is, whatever signs are in it: no text of ours is ever parsed as a filter. */
export const equal = (attribute: string, value: string | Buffer): Filter => ({
  kind: 'equal',
  attribute,
  value: Buffer.from(value),
});
export const startsWith = (attribute: string, initial: string): Filter => ({
  kind: 'parts',
  attribute,
  parts: { initial: Buffer.from(initial), any: [] },
});
/** LDAP_MATCHING_RULE_IN_CHAIN, of Active Directory only: other servers answer with nothing (ldap.md §5, 2026-11). */
export const inChain = (attribute: string, dn: string): Filter => ({
  kind: 'rule',
  attribute,
  rule: '1.2.840.113556.1.4.1941',
  value: Buffer.from(dn),
});
export const everything = present('objectClass');

/**
 * A filter as an admin writes it (RFC 4515); blanks between its parts are let pass. Throws an Error that says what is wrong.
 * Not the parser of ldapts: that one turns escaped bytes into other characters, and overlooks a missing parenthesis (9.2.0).
 */
export function parseFilter(text: string): Filter {
  const reader = new Reader(text);
  const filter = reader.filter();
  reader.end();
  return filter;
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  filter(): Filter {
    this.#expect('(');
    const filter = this.#inside();
    this.#expect(')');
    return filter;
  }

  end(): void {
    this.#skipBlanks();
    if (this.#at < this.text.length) throw this.#odd('ends too late');
  }

  #inside(): Filter {
    this.#skipBlanks();
    const sign = this.text[this.#at];
    if (sign === '&' || sign === '|') {
      this.#at += 1;
      return { kind: sign === '&' ? 'and' : 'or', filters: this.#several() };
    }
    if (sign !== '!') return this.#item();
    this.#at += 1;
    return not(this.filter());
  }

  #several(): readonly Filter[] {
    const filters: Filter[] = [];
    this.#skipBlanks();
    while (this.text[this.#at] === '(') {
      filters.push(this.filter());
      this.#skipBlanks();
    }
    if (filters.length === 0) throw this.#odd('needs a part in parentheses');
    return filters;
  }

  #item(): Filter {
    const end = this.text.slice(this.#at).search(/[()]/);
    if (end < 0) throw this.#odd('lacks a closing parenthesis');
    const item = this.text.slice(this.#at, this.#at + end);
    const filter = itemOf(item.trimStart());
    if (filter === undefined) throw this.#odd('is not attribute, sign and value');
    this.#at += end;
    return filter;
  }

  #expect(sign: string): void {
    this.#skipBlanks();
    if (this.text[this.#at] !== sign) throw this.#odd(`lacks a ${sign}`);
    this.#at += 1;
  }

  #skipBlanks(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at += 1;
  }

  #odd(what: string): Error {
    return new Error(`the filter ${what} at character ${this.#at + 1}`);
  }
}

const ITEM = /^(?<attribute>[A-Za-z][\w.;-]*|\d+(?:\.\d+)+)(?::(?<rule>[\w.-]+):)?\s*(?<sign>>=|<=|~=|=)(?<value>[\s\S]*)$/;
const SIGNS = { '=': 'equal', '>=': 'atLeast', '<=': 'atMost', '~=': 'like' } as const;

function itemOf(text: string): Filter | undefined {
  const { attribute = '', rule, sign = '', value: raw = '' } = ITEM.exec(text)?.groups ?? {};
  if (attribute === '' || !isSign(sign)) return undefined;
  if (rule === undefined && sign === '=' && raw === '*') return present(attribute);
  if (rule === undefined && sign === '=' && raw.includes('*')) return partsOf(attribute, raw);
  const value = bytesOf(raw);
  if (value === undefined) return undefined;
  if (rule !== undefined) return sign === '=' ? { kind: 'rule', attribute, rule, value } : undefined;
  return { kind: SIGNS[sign], attribute, value };
}

const isSign = (text: string): text is keyof typeof SIGNS => Object.hasOwn(SIGNS, text);

function partsOf(attribute: string, raw: string): Filter | undefined {
  const values = raw.split('*').map(bytesOf);
  if (values.some(value => value === undefined)) return undefined;
  const [initial, ...rest] = values.flatMap(value => value ?? []);
  const final = rest.pop();
  const isThere = (value: Buffer | undefined): value is Buffer => value !== undefined && value.length > 0;
  const parts = { ...(isThere(initial) && { initial }), any: rest.filter(isThere), ...(isThere(final) && { final }) };
  return { kind: 'parts', attribute, parts };
}
