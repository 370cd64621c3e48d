/** Calls per second and minute for each identity domain, by its type (Oracle, "API Rate Limits"). */
const DOCUMENTED = {
  free: { others: [20, 150], token: [10, 150] },
  oracleApps: { others: [50, 1500], token: [40, 1000] },
  oracleAppsPremium: { others: [55, 1750], token: [50, 1700] },
  premium: { others: [90, 5000], token: [65, 3400] },
  externalUser: { others: [80, 4000], token: [60, 2300] },
} as const;

type DomainType = keyof typeof DOCUMENTED;

/** The limits of a domain type, or so many a minute in each API group; unset: none. */
export type RateLimit = DomainType | number | undefined;

export type ApiGroup = 'others' | 'token';

/** True when a call may pass; it counts then. */
export function createLimits(rateLimit: RateLimit, now: () => Date): (group: ApiGroup) => boolean {
  const passed: Record<ApiGroup, number[]> = { others: [], token: [] };
  return group => {
    const [perSecond, perMinute] = limitsOf(rateLimit, group);
    const at = now().getTime();
    passed[group] = passed[group].filter(time => at - time < 60_000);
    const inSecond = passed[group].filter(time => at - time < 1000).length;
    if (passed[group].length >= perMinute || inSecond >= perSecond) return false;
    if (rateLimit !== undefined) passed[group].push(at);
    return true;
  };
}

function limitsOf(rateLimit: RateLimit, group: ApiGroup): readonly [number, number] {
  const endless = Number.POSITIVE_INFINITY;
  if (rateLimit === undefined) return [endless, endless];
  return typeof rateLimit === 'number' ? [endless, rateLimit] : DOCUMENTED[rateLimit][group];
}
