/** So many calls in an hour for the whole account, over all tokens (documented for the first API, §6). */
export interface Limits {
  /** false: the hour's calls are used up */
  pass(): boolean;
  state(): { readonly limit: number; readonly remaining: number; readonly secondsLeft: number };
}

const HOUR_MS = 3_600_000;

export function createLimits(limit: number, now: () => Date): Limits {
  let endsAt = 0;
  let used = 0;
  const turn = () => {
    if (now().getTime() < endsAt) return;
    endsAt = now().getTime() + HOUR_MS;
    used = 0;
  };
  return {
    pass() {
      turn();
      used += 1;
      return used <= limit;
    },
    state() {
      turn();
      return { limit, remaining: Math.max(0, limit - used), secondsLeft: Math.ceil((endsAt - now().getTime()) / 1000) };
    },
  };
}
