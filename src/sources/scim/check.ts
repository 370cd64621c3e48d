import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import { reading } from '../reading.js';
import type { ScimApi } from './api.js';
import { attributeFindings } from './check-attributes.js';
import { filterFindings } from './check-filters.js';
import { listGroups } from './group-list.js';
import type { Service } from './lists.js';
import { Page, type UserRow } from './schema.js';
import type { ScimSettings } from './settings.js';

/** What `check` asks with. */
interface Asking {
  readonly api: ScimApi;
  readonly settings: ScimSettings;
  readonly row: UserRow;
  open(signal: AbortSignal): Promise<Service>;
}

type Step = (asking: Asking, service: Service, signal: AbortSignal) => Promise<readonly Finding[]>;

/** What the server says of itself, whether we may read what a pull reads, and where it tells who is in which group. */
export async function findings(asking: Asking, { signal, onProgress }: ReadOptions): Promise<readonly Finding[]> {
  const opened = await reading('what the server says of itself', async () => {
    await asking.api.signIn(signal);
    return asking.open(signal);
  });
  if (opened.kind === 'failed') return [opened.finding];
  const service = opened.value;

  const steps: readonly Step[] = [users, groups, attributes];
  const found: Finding[] = [offered(service, asking)];
  for (const [at, step] of steps.entries()) {
    onProgress?.({ what: 'checks', done: at + 1, total: steps.length + 1 });
    found.push(...(await step(asking, service, signal)));
  }
  return found;
}

function offered({ api, offer }: Service, { settings }: Asking): Finding {
  const pages = offer.paging === 'cursor' ? 'by cursor' : `by number${offer.isSorted ? ', sorted by id' : ''}`;
  const says = offer.found.length === 0 ? 'says nothing of itself' : `has ${offer.found.join(' and ')}`;
  const noted = settings.deviations.size === 0 ? '' : `; deviations: ${[...settings.deviations].join(', ')}`;
  return { level: 'info', what: `${api.baseUrl} ${says}: pages of ${offer.count}, ${pages}${noted}` };
}

const users: Step = async ({ row }, { api, offer }, signal) => {
  const read = await reading('users', () => api.get(offer.users, firstRow(offer), Page, signal));
  if (read.kind === 'failed') return [read.finding];
  const { rows, total } = read.value;
  const readable: Finding = { level: 'ok', what: `may read ${total ?? 'the'} users` };
  const [first] = rows;
  if (first === undefined) return [readable];
  const { data } = row.safeParse(first);
  if (data === undefined) {
    const hint = 'It needs an id and a userName, and `active` must be true or false (RFC 7643 §4.1).';
    return [{ level: 'problem', what: 'the first user is not understood', hint }];
  }
  const hint = 'Such people count as active. Who leaves must vanish from the server, or be shown with `active: false`.';
  return data.saysStanding ? [readable] : [readable, { level: 'info', what: 'the first user has no `active`', hint }];
};

const firstRow = ({ paging, startsAt }: Service['offer']) =>
  paging === 'cursor' ? { cursor: '', count: 1 } : { startIndex: startsAt, count: 1 };

const groups: Step = async ({ settings }, service, signal) => {
  const read = await reading('groups', () =>
    listGroups(service, { where: settings.members, isEnough: settings.members === 'auto' }, { signal }),
  );
  if (read.kind === 'failed') return [read.finding];
  const all = [...read.value.members.values()];
  const filters = settings.filters ? await filterFindings(service, read.value, signal) : [];
  const found: readonly Finding[] = [{ level: 'ok', what: `may read ${all.length} groups` }, ...filters];
  if (settings.members === 'users' || settings.members === 'each' || all.length === 0) return found;
  const silent = all.filter(members => members === undefined || members === null).length;
  if (silent === 0) return found;
  const hint =
    'Each of them is asked itself, and looked for in the rows of users. One of which nobody says anything is unknown: see `members` and `emptyMembersLeftOut` in docs/scim.md.';
  return [...found, { level: 'info', what: `${silent} of them come without \`members\``, hint }];
};

const attributes: Step = ({ api, settings }, _, signal) => attributeFindings(api, settings.attributes, signal);
