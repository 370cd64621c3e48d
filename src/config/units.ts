import { z } from 'zod';

const MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const durationSyntax = /^(\d+)\s*(s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)$/;

/** `30m`, `24h`, `7d`, `3 days` → milliseconds. */
export const Duration = z
  .string({ error: 'write a time such as 30m, 24h or 7d' })
  .regex(durationSyntax, { error: 'write a time such as 30m, 24h or 7d' })
  .transform(text => {
    const [, amount = '0', unit = 's'] = durationSyntax.exec(text) ?? [];
    return Number(amount) * (MS[unit.charAt(0)] ?? 0);
  });

const shareSyntax = /^(\d+(?:\.\d+)?)\s*%$/;

/** `5%` → 0.05. */
export const Share = z
  .string({ error: 'write a share with its sign, such as 5%' })
  .regex(shareSyntax, { error: 'write a share with its sign, such as 5%' })
  .transform(text => Number(shareSyntax.exec(text)?.[1] ?? 0) / 100);

export interface CountCheck {
  readonly text: string;
  holds(count: number): boolean;
}

const countSyntax = /^(>=|<=|>|<|==|=)\s*(\d+)$/;

/** `'>= 900'` → a check of a number. */
export const CountText = z
  .string({ error: "write a comparison in quotes, such as '>= 900'" })
  .regex(countSyntax, { error: "write a comparison in quotes, such as '>= 900'" })
  .transform((text): CountCheck => {
    const [, operator = '>=', digits = '0'] = countSyntax.exec(text) ?? [];
    const limit = Number(digits);
    return { text, holds: count => compare(operator, count, limit) };
  });

function compare(operator: string, count: number, limit: number): boolean {
  if (operator === '>=') return count >= limit;
  if (operator === '<=') return count <= limit;
  if (operator === '>') return count > limit;
  if (operator === '<') return count < limit;
  return count === limit;
}

/** An ISO date or time → ISO time. A date alone counts until its last moment, UTC. */
export const Expiry = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'write a date such as 2030-06-30, or a time such as 2030-06-30T12:00:00Z',
  })
  .transform(text => new Date(text.includes('T') ? text : `${text}T23:59:59.999Z`).toISOString());
