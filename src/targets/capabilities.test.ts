import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitiesSince, capabilitiesAt, isAtLeast } from './capabilities.js';
import { capabilities as jira } from './jira-dc/capabilities.js';

const [{ capabilities: any } = { capabilities: undefined }] = jira;
const row = (since: string, renameUsers: boolean): CapabilitiesSince => {
  if (any === undefined) throw new Error('Jira has no table');
  return { since, capabilities: { ...any, renameUsers } };
};

describe('what a product can do, by its version', () => {
  const rows = [row('8.5', false), row('9.3', true), row('10.1.2', false)];

  it.each([
    ['9.2.21', false],
    ['9.3', true],
    ['9.3.0', true],
    ['9.12.1', true],
    ['10.1', true],
    ['10.1.2', false],
    ['11.0-rc1', false],
  ])('%s: the newest row that is not above it', (version, renameUsers) => {
    expect(capabilitiesAt(rows, version).renameUsers).toBe(renameUsers);
  });

  it('of a version older than the table, or that nobody told: the oldest, the newest', () => {
    expect(capabilitiesAt(rows.slice(1), '8.0').renameUsers).toBe(true);
    expect(capabilitiesAt(rows, undefined).renameUsers).toBe(false);
    expect(capabilitiesAt(rows, '').renameUsers).toBe(false);
  });

  it('compares number by number, not as text', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }), fc.nat(2), fc.nat(30), (numbers, at, more) => {
        const later = numbers.map((number, index) => (index === at ? number + more + 1 : number));
        if (at >= numbers.length) later.push(1);
        expect(isAtLeast(later.join('.'), numbers.join('.'))).toBe(true);
        expect(isAtLeast(numbers.join('.'), later.join('.'))).toBe(false);
        expect(isAtLeast(numbers.join('.'), [...numbers, 0].join('.'))).toBe(true);
      }),
    );
  });
});
