export type CrowdVersion = '5.1.9' | '5.3.2' | '6.3.1' | '7.1.0';

/** What differs between versions. A new version is one more row. */
interface Traits {
  /** rate limiting of outside REST calls: from 5.2 on (crowd sheet §6) */
  rateLimits: boolean;
  /** an administrator may switch Basic off for REST: from 6.2 on (crowd sheet §1) */
  basicCanBeBlocked: boolean;
}

export const versions: Record<CrowdVersion, Traits> = {
  '5.1.9': { rateLimits: false, basicCanBeBlocked: false },
  '5.3.2': { rateLimits: true, basicCanBeBlocked: false },
  '6.3.1': { rateLimits: true, basicCanBeBlocked: true },
  '7.1.0': { rateLimits: true, basicCanBeBlocked: true },
};
