import type { Standing } from '../../model/directory.js';
import { nameKey } from '../../model/names.js';
import { and, type Filter } from './filter.js';
import { type Row, textOf, textsOf } from './row.js';
import type { Ways } from './settings.js';

const DISABLED = 0x2;
const NEVER = new Set(['0', '9223372036854775807']);
/** `accountExpires` counts in units of 100 ns from 1601 on. */
const EPOCH_1601 = 11_644_473_600_000n;

/** What is asked for to tell where somebody stands. */
export const standingAttributes = ({ isActiveDirectory, users }: Ways): readonly string[] => [
  ...(isActiveDirectory ? ['userAccountControl', 'accountExpires'] : []),
  ...Object.keys(users.inactive),
];

/**
 * Where somebody stands, or what is wrong with the row. Active Directory always has `userAccountControl`: where it is missing it is
 * hidden, and nothing is guessed. Its lock-out bit is not looked at: a locked account is a nuisance, no departure.
 */
export function standingOf(row: Row, { isActiveDirectory, users }: Ways, now: number): Standing | string {
  for (const [attribute, meaning] of Object.entries(users.inactive)) {
    const values = new Set([meaning].flat().map(nameKey));
    const found = textsOf(row, attribute).find(value => values.has(nameKey(value)));
    if (found !== undefined) return { kind: 'inactive', status: `${attribute}: ${found}` };
  }
  return isActiveDirectory ? windowsStanding(row, users.expired, now) : { kind: 'active' };
}

function windowsStanding(row: Row, expired: Ways['users']['expired'], now: number): Standing | string {
  const control = textOf(row, 'userAccountControl');
  if (control === undefined || !/^-?\d+$/.test(control)) return 'userAccountControl is missing, or no number';
  if ((Number(control) & DISABLED) !== 0) return { kind: 'inactive', status: 'disabled' };
  const expires = textOf(row, 'accountExpires') ?? '0';
  if (expired === 'active' || NEVER.has(expires) || !/^\d{1,19}$/.test(expires)) return { kind: 'active' };
  const at = Number(BigInt(expires) / 10_000n - EPOCH_1601);
  return at <= now ? { kind: 'inactive', status: 'expired', since: new Date(at).toISOString() } : { kind: 'active' };
}

/** Whoever is disabled, by the matching rule for bits (MS-ADTS §3.1.1.3.4.4.1). */
export const isDisabled: Filter = {
  ...{ kind: 'rule', attribute: 'userAccountControl', rule: '1.2.840.113556.1.4.803', value: Buffer.from(String(DISABLED)) },
};

/** Whoever expires until then, but for those who never do. */
export function expiresBy(now: number): Filter {
  const units = (BigInt(now + 1) + EPOCH_1601) * 10_000n - 1n;
  const from = { kind: 'atLeast', attribute: 'accountExpires', value: Buffer.from('1') } as const;
  return and(from, { kind: 'atMost', attribute: 'accountExpires', value: Buffer.from(String(units)) });
}
