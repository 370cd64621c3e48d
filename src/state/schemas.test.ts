import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Change } from '../model/change.js';
import { ChangeSchema, OutcomeSchema } from './change-schema.js';
import { PlanSchema } from './plan-schema.js';
import { changes, outcome, plan } from './test-changes.js';

/** Without the record's null prototype, which JSON does not keep. */
const plain = (value: unknown): unknown => structuredClone(value);
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const comesBack = (schema: z.ZodType) => (value: unknown) => {
  expect(schema.parse(stored(value))).toStrictEqual(plain(value));
};

describe('what is stored comes back whole', () => {
  it.each(Object.entries(changes))('%s', (_, each: Arbitrary<Change>) => {
    fc.assert(fc.property(each, comesBack(ChangeSchema)));
  });

  it('outcomes', () => {
    fc.assert(fc.property(outcome, comesBack(OutcomeSchema)), { numRuns: 300 });
  });

  it('plans, with every kind of reason and note', () => {
    fc.assert(fc.property(plan, comesBack(PlanSchema)), { numRuns: 300 });
  });
});

describe('what does not fit is refused', () => {
  const addMember = {
    id: '1',
    reasons: [],
    kind: 'addMember',
    group: { kind: 'new', name: 'g' },
    account: { kind: 'existing', id: 'a', username: 'a', displayName: 'A' },
  };

  it.each([
    ['a kind that we do not know', { ...addMember, kind: 'dropTables' }],
    ['a field that is missing', { ...addMember, account: undefined }],
    ['a removal from a group that is not there yet', { ...addMember, kind: 'removeMember' }],
    ['a person without a provider', { ...addMember, account: { kind: 'new', person: 'ann', username: 'a', displayName: 'A' } }],
    [
      'an undefined where nothing may stand',
      { ...addMember, kind: 'removeMember', group: { kind: 'existing', id: 'g', name: 'g' }, leaver: null },
    ],
  ])('%s', (_, value) => {
    expect(ChangeSchema.safeParse(addMember).success).toBe(true);
    expect(ChangeSchema.safeParse(value).success).toBe(false);
  });
});
