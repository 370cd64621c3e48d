import { badRequest, type Call, isAdvanced, unsupported } from './call.js';

type Row = { readonly id: string };

/** What a next link remembers: all options of the first call, but none of its headers (entra.md §1). */
interface Place {
  readonly options: Readonly<Record<string, string>>;
  readonly after: string;
  /** an empty page comes first */
  readonly isEmpty: boolean;
}

export const DEFAULT_TOP = 100;
const MOST = 999;

/** The call with the options that its next link remembers. */
export function resumed(call: Call): { readonly call: Call; readonly place: Place | undefined } {
  const token = call.query.get('$skiptoken');
  if (token === null) return { call, place: undefined };
  const place: Place = JSON.parse(Buffer.from(token, 'base64url').toString());
  const query = new URLSearchParams(place.options);
  const again = { ...call, query };
  if (query.get('$count') === 'true' && !isAdvanced(again))
    throw unsupported('Request with $count query parameter needs the header ConsistencyLevel.');
  return { call: again, place };
}

/** One page of rows, by id. Counted on the first page only; a `$top` above the most is refused (entra.md §1 and §2). */
export function page<T extends Row>(
  call: Call,
  place: Place | undefined,
  all: readonly T[],
  show: (row: T) => unknown,
  context: string,
) {
  if (call.query.has('$skip')) throw badRequest("'$skip' is not supported by the service.");
  const top = Number(call.query.get('$top') ?? DEFAULT_TOP);
  if (!Number.isInteger(top) || top < 1 || top > MOST)
    throw badRequest(`Invalid page size specified: '${call.query.get('$top')}'. Must be between 1 and ${MOST} inclusive.`);
  const size = Math.min(top, call.quirks.pageSize ?? MOST);
  const rows = all
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .filter(({ id }) => place === undefined || id > place.after);
  const shown = place?.isEmpty === true ? [] : rows.slice(0, size);
  const last = shown.at(-1)?.id ?? place?.after ?? '';
  const hasNext = rows.length > shown.length;
  const count = place === undefined && isAdvanced(call) ? { '@odata.count': all.length + surplus(call) } : {};
  const isEmpty = call.quirks.emptyPages === true && place?.isEmpty !== true;
  return {
    '@odata.context': `${call.base}/$metadata#${context}`,
    ...count,
    ...(hasNext && { '@odata.nextLink': link(call, { options: Object.fromEntries(call.query), after: last, isEmpty }, place) }),
    value: shown.map(show),
  };
}

const surplus = ({ mischief, path }: Call): number =>
  mischief.counts.filter(({ match }) => match.test(path)).reduce((sum, { by }) => sum + by, 0);

/** As recorded: nothing but the token is to be seen. */
function link({ base, path, mischief: { nextLink } }: Call, next: Place, here: Place | undefined): string {
  const place = nextLink === 'same' && here !== undefined ? here : next;
  const token = Buffer.from(JSON.stringify(place)).toString('base64url');
  const to = nextLink === undefined || nextLink === 'same' ? base : nextLink;
  return `${to}/${path.split('/').map(encodeURIComponent).join('/')}?$skiptoken=${token}`;
}
