import type { LdapApi } from './api.js';
import { readEntry } from './entry.js';
import { textOf, textsOf } from './row.js';

/** What a server says of itself, to anybody (RFC 4512 §5.1). */
export interface Root {
  readonly isActiveDirectory: boolean;
  readonly hasPaging: boolean;
  /** the topmost entries that it holds, its own domain first */
  readonly contexts: readonly string[];
  readonly schema: string | undefined;
  readonly vendor: string | undefined;
}

export const PAGING = '1.2.840.113556.1.4.319';
const ACTIVE_DIRECTORY = '1.2.840.113556.1.4.800';
/** OpenLDAP shows them only to who asks for them by name, or with `+` (ldap.md §1, 2026-11). */
const ASKED = [
  'supportedControl',
  'supportedCapabilities',
  'namingContexts',
  'defaultNamingContext',
  'subschemaSubentry',
  'vendorName',
];

export async function readRoot(api: LdapApi, signal: AbortSignal): Promise<Root> {
  const entry = await readEntry(api, '', ASKED, signal);
  const row = entry.kind === 'row' ? entry.row : { dn: '', values: new Map() };
  const own = textOf(row, 'defaultNamingContext');
  return {
    isActiveDirectory: textsOf(row, 'supportedCapabilities').includes(ACTIVE_DIRECTORY),
    hasPaging: textsOf(row, 'supportedControl').includes(PAGING),
    contexts: [...(own === undefined ? [] : [own]), ...textsOf(row, 'namingContexts').filter(context => context !== own)],
    schema: textOf(row, 'subschemaSubentry'),
    vendor: textOf(row, 'vendorName'),
  };
}
