import { Refused, UnexpectedReply } from '../../errors.js';
import type { OnProgress } from '../../model/progress.js';
import type { ScimApi } from './api.js';
import { readByCursor } from './cursor-pages.js';
import type { Offer } from './discovery.js';
import { readByIndex } from './index-pages.js';
import { Collected, type Read, type WholeList } from './pages.js';
import { Page, Refusal } from './schema.js';

/** A server, and how it wants to be asked. */
export interface Service {
  readonly api: ScimApi;
  readonly offer: Offer;
}

export interface ListRequest {
  readonly what: string;
  readonly path: string;
  readonly attributes?: string;
  readonly excludedAttributes?: string;
  readonly filter?: string;
  /** whatever the filter, what it brings may be a directory: its end is proved like one's */
  readonly isLong?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
}

/** Reads a list to its end, or rejects (R1). One that moved while it was read is read once more. */
export async function readList(service: Service, request: ListRequest): Promise<WholeList> {
  const first = await readOnce(service, request);
  const read = first.kind === 'whole' ? first : await readOnce(service, request);
  if (read.kind === 'whole') return read;
  const why = read.kind === 'moved' ? read.why : 'the server changes between pages by number and by cursor';
  throw new UnexpectedReply(
    `${service.api.name}'s list of ${request.what} cannot be read to its end: ${why}, twice`,
    'Nothing was believed. Either somebody is importing just now, and the next run reads again; or the server departs from the standard: see `deviations` in docs/scim.md.',
  );
}

async function readOnce({ api, offer }: Service, request: ListRequest): Promise<Read> {
  const { what, path, attributes, excludedAttributes, filter, signal, onProgress } = request;
  const fixed = { ...(offer.isSorted ? { sortBy: 'id', sortOrder: 'ascending' } : {}), attributes, excludedAttributes, filter };
  const collected = new Collected(what, offer.hasTotals);
  const ask = async (query: Readonly<Record<string, string | number>>) => {
    const page = await api.get(path, { ...fixed, ...query }, Page, signal).catch(tooMany);
    if (page.total === undefined && page.nextCursor === undefined && offer.hasTotals && !('cursor' in query))
      throw noTotal(api, what);
    const total = page.total === undefined ? {} : { total: page.total };
    onProgress?.({ what, done: collected.rows.size + page.rows.length, ...(offer.hasTotals ? total : {}) });
    return page;
  };

  const byIndex = (into: Collected) =>
    readByIndex(into, { ...offer, isFiltered: filter !== undefined && request.isLong !== true }, ask);
  const byCursor = (into: Collected, cursor: string) => readByCursor(into, cursor, offer.count, ask);
  const read = offer.paging === 'cursor' ? await byCursor(collected, '') : await byIndex(collected);
  if (read.kind !== 'other') return read;
  return read.cursor === undefined ? byIndex(new Collected(what, offer.hasTotals)) : byCursor(read.collected, read.cursor);
}

const noTotal = ({ name }: ScimApi, what: string) =>
  new UnexpectedReply(
    `${name} does not say how many ${what} there are: \`totalResults\` is missing`,
    'Without it a list that broke off looks whole. If the server never says it, name the deviation `noTotals`.',
  );

/** Instead of a shorter page, some servers refuse a large one (scim.md, Gotchas, 2026-08). */
function tooMany(error: unknown): never {
  if (!(error instanceof Refused) || Refusal.safeParse(error.reply.body).data?.scimType.toLowerCase() !== 'toomany') throw error;
  throw new Refused(error.message, 'The server gives fewer rows at once: set `pageSize` lower.', error.reply, { cause: error });
}
