import type { Standing } from '../../model/directory.js';
import type { OneLoginSettings } from './settings.js';

/** What a status means: a standing, a matter of the config, or nothing that one could act on. */
type Meaning = Standing['kind'] | keyof Options | 'unknown';
type Options = Pick<OneLoginSettings, 'unactivated' | 'passwordPending'>;

/**
 * Only 1 may sign in, but a lock or a password to renew is a nuisance, no departure (onelogin.md §5, 2026-11). What 6 (unused) stands
 * for nobody says, so that whoever has it is unknown.
 */
const STATUSES: readonly (readonly [string, Meaning])[] = [
  ['unactivated', 'unactivated'],
  ['active', 'active'],
  ['suspended', 'inactive'],
  ['locked', 'active'],
  ['password expired', 'active'],
  ['awaiting password reset', 'active'],
  ['unused', 'unknown'],
  ['password pending', 'passwordPending'],
  ['security questions required', 'active'],
];

/** Only 1 is a normal user (onelogin.md §5, 2026-11). Too few licences end nobody's account. */
const STATES: readonly (readonly [string, Standing['kind']])[] = [
  ['unapproved', 'pending'],
  ['approved', 'active'],
  ['rejected', 'inactive'],
  ['unlicensed', 'pending'],
];

export interface Judged {
  readonly status: string;
  readonly state: string;
  /** undefined: nobody knows what to make of it */
  readonly standing: Standing | undefined;
}

/** Both numbers count, each for itself: whoever is inactive by one of them is inactive, and so on with pending. */
export function judge(status: number, state: number, options: Options): Judged {
  const [statusName, meaning] = STATUSES[status] ?? [String(status), 'unknown' as const];
  const [stateName, ofState] = STATES[state] ?? [String(state), undefined];
  const ofStatus = meaning === 'unactivated' || meaning === 'passwordPending' ? options[meaning] : meaning;
  const names = { status: statusName, state: stateName };
  if (ofState === undefined || ofStatus === 'unknown') return { ...names, standing: undefined };
  return { ...names, standing: together({ kind: ofStatus, status: statusName }, { kind: ofState, status: stateName }) };
}

interface Part {
  readonly kind: Standing['kind'];
  readonly status: string;
}

function together(...parts: readonly Part[]): Standing {
  for (const kind of ['inactive', 'pending'] as const) {
    const part = parts.find(each => each.kind === kind);
    if (part !== undefined) return { kind, status: part.status };
  }
  return { kind: 'active' };
}
