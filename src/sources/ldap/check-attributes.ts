import type { Finding } from '../../model/finding.js';
import type { LdapApi } from './api.js';
import { readEntry } from './entry.js';
import { readRoot } from './root.js';
import { textsOf } from './row.js';

/** `attributes:` against the server's schema, so that a misspelt one is not an empty text for everybody. */
export async function attributeFindings(api: LdapApi, signal: AbortSignal): Promise<readonly Finding[]> {
  const names = Object.keys(api.ways.attributes);
  if (names.length === 0) return [];
  const { schema } = await readRoot(api, signal);
  const entry = schema === undefined ? undefined : await readEntry(api, schema, ['attributeTypes'], signal);
  const known = entry?.kind === 'row' ? namesIn(textsOf(entry.row, 'attributeTypes')) : new Set();
  if (known.size === 0)
    return [
      { level: 'info', what: '`attributes` cannot be compared with the schema of the server', hint: 'Compare them by hand.' },
    ];
  return names
    .filter(name => !known.has(name.toLowerCase()))
    .map(name => ({ level: 'problem', what: `the server knows no attribute ${name}`, hint: 'Use the name in its schema.' }));
}

/** `( 2.5.4.4 NAME ( 'sn' 'surname' ) … )` (RFC 4512 §4.1.2) */
const namesIn = (definitions: readonly string[]): ReadonlySet<string> =>
  new Set(
    definitions.flatMap(definition => {
      const { names = '' } = /\bNAME\s+(?<names>'[^']*'|\([^)]*\))/.exec(definition)?.groups ?? {};
      return [...names.matchAll(/'([^']*)'/g)].map(([, name = '']) => name.toLowerCase());
    }),
  );
