import type { EmulatorOptions } from '../server.js';
import type { Entry, Seed } from './tree.js';

export interface LdapServerOptions {
  readonly isActiveDirectory: boolean;
  /** the largest page: Active Directory cuts larger ones to it, OpenLDAP (`size.pr`) refuses them with 11 */
  readonly maxPageSize?: number;
  /** OpenLDAP: the most entries of a search without pages (`size`) */
  readonly sizeLimit?: number;
  /** OpenLDAP: the most entries of a paged search as a whole (`size.prtotal`) */
  readonly pagedTotal?: number;
  /** Active Directory: the most values of an attribute at once (`MaxValRange`) */
  readonly maxValues?: number;
  /** an empty `member` beside `member;range=…` */
  readonly emptyBesideRange?: boolean;
  /** every other page has no entries, but a cookie: documented (RFC 2696 §3) */
  readonly emptyPages?: boolean;
  /** each page begins with the last entry of the one before, as where the list moves meanwhile */
  readonly repeats?: boolean;
  /** something on the way takes the paging control out of the answers after the first */
  readonly losesPaging?: boolean;
  /** continuation references of a search below the base */
  readonly references?: readonly string[];
  /** attributes that an access rule hides: neither shown nor searched */
  readonly isHidden?: (entry: Entry, attribute: string) => boolean;
  /** attributes that may be searched, but are not shown */
  readonly isUnreadable?: (entry: Entry, attribute: string) => boolean;
  /** entries that an access rule hides */
  readonly isInvisible?: (entry: Entry) => boolean;
}

export interface LdapOptions extends EmulatorOptions, Partial<LdapServerOptions> {
  readonly base?: string;
  readonly entries?: readonly Seed[];
  readonly user?: string;
  readonly password?: string;
  /** makes it speak TLS: from the start, or after StartTLS */
  readonly tls?: { readonly cert: string; readonly key: string; readonly from: 'start' | 'startTls' };
  /** refuses to let anybody in over a connection in clear (8) */
  readonly wantsTls?: boolean;
}

/** What may go wrong with a request. */
export type LdapFault =
  | { readonly kind: 'result'; readonly code: number; readonly text?: string }
  | { readonly kind: 'hangUp' /** entries that are sent before */; readonly after?: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'garbage'; readonly bytes: Buffer };
