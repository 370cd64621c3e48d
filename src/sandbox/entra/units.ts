import { GraphFailure } from './call.js';

/** What a question costs in resource units (entra.md §6). */
export function costOf(path: string, query: URLSearchParams): number {
  const list = /^(users|applications)$/.test(path) ? 2 : 1;
  const base = /^groups\/[^/]+\/transitiveMembers/.test(path) ? 5 : /^groups\/[^/]+\/members/.test(path) ? 3 : list;
  const small = query.has('$top') && Number(query.get('$top')) < 20 ? 1 : 0;
  return Math.max(1, base - (query.has('$select') ? 1 : 0) + (query.has('$expand') ? 1 : 0) - small);
}

/** A bucket of so many units in each 10 s; failed questions count, too. Undefined: there is no limit. */
export function createUnits(limit: number | undefined, now: () => Date) {
  const WINDOW_MS = 10_000;
  let spent: { at: number; cost: number }[] = [];
  return (cost: number): Readonly<Record<string, string>> => {
    const costs = { 'x-ms-resource-unit': String(cost) };
    if (limit === undefined) return costs;
    const at = now().getTime();
    spent = spent.filter(each => each.at > at - WINDOW_MS);
    spent.push({ at, cost });
    const used = spent.reduce((sum, each) => sum + each.cost, 0) / limit;
    if (used <= 0.8) return costs;
    if (used <= 1) return { ...costs, 'x-ms-throttle-limit-percentage': used.toFixed(2) };
    const oldest = spent[0]?.at ?? at;
    throw new GraphFailure(429, 'TooManyRequests', 'Too many requests. Please retry after some time.', {
      'Retry-After': String(Math.ceil((oldest + WINDOW_MS - at) / 1000)),
      'x-ms-throttle-scope': 'Tenant_Application/ReadWrite/app/tenant',
      'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
      'x-ms-throttle-limit-percentage': Math.min(used, 1.8).toFixed(2),
    });
  };
}
