import { z } from 'zod';
import type { ScimApi } from './api.js';
import type { ScimSettings } from './settings.js';

/** How lists are asked for: what the server says of itself, and what the config says instead. */
export interface Offer {
  readonly users: string;
  readonly groups: string;
  readonly paging: 'index' | 'cursor';
  /** rows to a page */
  readonly count: number;
  readonly isSorted: boolean;
  readonly startsAt: 0 | 1;
  /** whether a page may begin with the last row of the one before */
  readonly overlaps: boolean;
  /** whether `totalResults` is the number of all rows */
  readonly hasTotals: boolean;
  /** false: the server says that it has no filters; absence of a word says nothing (scim.md §1, 2026-08) */
  readonly mayFilter: boolean;
  /** which of the three documents the server showed */
  readonly found: readonly string[];
}

const Flag = z.boolean().nullish().catch(undefined);
const Size = z.number().nullish().catch(undefined);
const Supported = z.object({ supported: Flag }).nullish().catch(undefined);

const ServiceProviderConfig = z.object({
  filter: z.object({ supported: Flag, maxResults: Size }).nullish().catch(undefined),
  sort: Supported,
  pagination: z.object({ cursor: Flag, index: Flag, maxPageSize: Size }).nullish().catch(undefined),
});
type ServiceProviderConfig = Partial<z.output<typeof ServiceProviderConfig>>;

const ResourceType = z.object({ endpoint: z.string(), schema: z.string() });
const List = z.array(z.unknown());
/** Usually a list response; some servers give the bare array (scim.md §1, 2026-08). */
export const Listed = z.union([z.object({ Resources: List }).transform(({ Resources }) => Resources), List]);

/** Where a server says nothing: what the examples of the standard and most servers use. */
const PAGE = 100;
/** However much a server offers: one answer stays small enough to be read in time. */
const LARGEST_PAGE = 1000;

type Settings = Pick<ScimSettings, 'deviations' | 'paging' | 'pageSize'>;

/** Reads what the server says of itself. All of it may be missing. */
export async function discover(api: ScimApi, settings: Settings, signal: AbortSignal): Promise<Offer> {
  const config = await api.getIfThere('ServiceProviderConfig', ServiceProviderConfig, signal);
  const types = await api.getIfThere('ResourceTypes', Listed, signal);
  const { deviations, paging, pageSize } = settings;
  const { filter, sort, pagination }: ServiceProviderConfig = config ?? {};
  const most = [filter?.maxResults, pagination?.maxPageSize].filter(size => size != null && size >= 1);
  const byCursor = paging === 'auto' ? pagination?.cursor === true : paging === 'cursor';
  return {
    users: endpointOf(types, 'User', api.baseUrl) ?? 'Users',
    groups: endpointOf(types, 'Group', api.baseUrl) ?? 'Groups',
    paging: byCursor ? 'cursor' : 'index',
    count: pageSize ?? Math.floor(Math.min(LARGEST_PAGE, ...(most.length === 0 ? [PAGE] : most.map(Number)))),
    isSorted: sort?.supported === true && !deviations.has('unsorted'),
    startsAt: deviations.has('startsAtZero') ? 0 : 1,
    overlaps: !deviations.has('wholePages'),
    hasTotals: !deviations.has('noTotals'),
    mayFilter: filter?.supported !== false,
    found: [...(config === undefined ? [] : ['ServiceProviderConfig']), ...(types === undefined ? [] : ['ResourceTypes'])],
  };
}

/** The endpoint of the resource type with this core schema: a path below the base address, or the whole of it. */
function endpointOf(types: readonly unknown[] | undefined, kind: 'User' | 'Group', baseUrl: string): string | undefined {
  const schema = `urn:ietf:params:scim:schemas:core:2.0:${kind}`.toLowerCase();
  const known = (types ?? []).flatMap(type => ResourceType.safeParse(type).data ?? []);
  const endpoint = known.find(type => type.schema.toLowerCase() === schema)?.endpoint;
  const base = [`${baseUrl}/`, new URL(`${baseUrl}/`).pathname].find(start => endpoint?.startsWith(start)) ?? '';
  return endpoint?.slice(base.length).replace(/^\/+|\/+$/g, '');
}
