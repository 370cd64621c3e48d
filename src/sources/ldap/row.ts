/** One entry as it came: attribute names in lower case, with their options (`member;range=0-1499`), values in the server's order. */
export interface Row {
  readonly dn: string;
  readonly values: ReadonlyMap<string, readonly (string | Buffer)[]>;
}

/** What is text of an attribute's values. */
export const textsOf = (row: Row, attribute: string): readonly string[] =>
  (row.values.get(attribute.toLowerCase()) ?? []).filter(value => typeof value === 'string');

/** The first of them: LDAP knows no order, servers keep the one that they were given. */
export const textOf = (row: Row, attribute: string): string | undefined => textsOf(row, attribute)[0];

export const bytesOf = (row: Row, attribute: string): Buffer | undefined => {
  const [value] = row.values.get(attribute.toLowerCase()) ?? [];
  return value === undefined ? undefined : Buffer.from(value);
};
