import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, Units } from './units.js';

const { signal } = new AbortController();

/** A clock that jumps over every wait. */
function jumping() {
  let time = 0;
  const sleep = async (ms: number) => {
    time += ms;
  };
  return { now: () => time, sleep, random: () => 0.5 };
}

describe('resource units', () => {
  it('are never used up beyond the share of what comes back in that time, whatever is asked (R4)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 200 }), async costs => {
        const clock = jumping();
        const units = new Units('entra', clock, 0.5);
        let spent = 0;
        for (const cost of costs) {
          await units.take(cost, signal);
          spent += cost;
          expect(spent).toBeLessThanOrEqual(1750 + (clock.now() * 1750) / 10_000 + 1e-6);
        }
      }),
    );
  });

  it('are more in a larger tenant', async () => {
    const waits = async (users: number) => {
      const clock = jumping();
      const units = new Units('entra', clock, 1);
      units.grow(users);
      for (let at = 0; at < 100; at += 1) await units.take(80, signal);
      return clock.now();
    };

    expect(await waits(501)).toBe(0); // 8,000 at once
    expect(await waits(500)).toBeGreaterThan(0);
    expect(await waits(49)).toBeGreaterThan(await waits(50));
  });

  it('are waited for when Graph says that nearly all are used', async () => {
    const clock = jumping();
    const units = new Units('entra', clock);
    units.learn(1, { 'x-ms-throttle-limit-percentage': '0.79' });
    await units.take(1, signal);
    expect(clock.now()).toBe(0);

    units.learn(1, { 'x-ms-throttle-limit-percentage': '0.9' });
    await units.take(1, signal);
    expect(clock.now()).toBe(9_000);
  });

  it('are counted as the answer says, where that is more than was thought', async () => {
    const clock = jumping();
    const units = new Units('entra', clock, 1);
    await units.take(1, signal);
    units.learn(1, { 'x-ms-resource-unit': '3500' });
    await units.take(1, signal);

    expect(clock.now()).toBeGreaterThan(0);
  });

  it('are what the table says, with $select', () => {
    expect(costOf('groups/g/transitiveMembers/microsoft.graph.user?$select=id')).toBe(4);
    expect(costOf('groups/g/members/microsoft.graph.user?$select=id')).toBe(2);
    expect(costOf('https://graph.microsoft.com/v1.0/groups/g/members/microsoft.graph.user?$skiptoken=x')).toBe(2);
    expect(costOf('users?$select=id')).toBe(1);
    expect(costOf('https://graph.microsoft.com/v1.0/groups/g/transitiveMembers/microsoft.graph.user?$skiptoken=x')).toBe(4);
  });
});
