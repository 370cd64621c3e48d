import { listRow } from './rows.js';
import { type OneLoginPerson, rolesOf, type Tenant } from './tenant.js';

/** Whether the case of a filter's text counts is not documented. */
export type FilterCase = 'ignored' | 'kept';

const TEXTS = ['email', 'username', 'firstname', 'lastname', 'samaccountname', 'directory_id', 'external_id', 'group_id'];
const TIMES = ['created', 'updated', 'last_login'];

/** The people that all filters of a query let pass, in the order of their making; what is no filter is ignored (§3). */
export function matching(tenant: Tenant, query: URLSearchParams, filterCase: FilterCase): OneLoginPerson[] {
  const tests = [...query].flatMap(([name, value]) => testOf(tenant, name, value, filterCase) ?? []);
  return [...tenant.people.values()].filter(person => tests.every(passes => passes(person)));
}

type Test = (person: OneLoginPerson) => boolean;

function testOf(tenant: Tenant, name: string, value: string, filterCase: FilterCase): Test | undefined {
  if (TEXTS.includes(name)) return person => isLike(listRow(person)[name], value, filterCase);
  const custom = /^custom_attributes\.(.+)$/.exec(name)?.[1];
  if (custom !== undefined) return ({ customAttributes }) => isLike(customAttributes[custom], value, filterCase);
  if (name === 'user_ids') return ({ id }) => value.split(',').includes(id);
  if (name === 'app_id') return ({ id }) => tenant.apps.get(value)?.has(id) === true;
  if (name === 'role_ids') return ({ id }) => rolesOf(tenant, id).some(role => value.split(',').includes(role.id));
  const [, time = '', side] = /^(.+)_(since|until)$/.exec(name) ?? [];
  if (!TIMES.includes(time)) return undefined;
  const bound = Date.parse(value);
  return person => {
    const at = Date.parse(String(listRow(person)[time === 'last_login' ? time : `${time}_at`] ?? ''));
    return side === 'since' ? at >= bound : at <= bound;
  };
}

/** `*` is any text (documented). */
function isLike(actual: unknown, pattern: string, filterCase: FilterCase): boolean {
  if (actual === null || actual === undefined) return false;
  const source = pattern
    .split('*')
    .map(part => part.replaceAll(/[$()+.?[\\\]^{|}]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, filterCase === 'ignored' ? 'isu' : 'su').test(String(actual));
}
