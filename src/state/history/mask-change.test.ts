import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../model/change.js';
import { ChangeSchema, OutcomeSchema } from '../change-schema.js';
import type { Purge } from '../store.js';
import { changes, outcome } from '../test-changes.js';
import { jira } from '../test-state.js';
import { maskChange, maskOutcome, subjectOf } from './mask-change.js';
import { somebody } from './somebody.js';

const nobody: Purge = { people: [], accounts: [], names: [] };
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Whom the change is about, by id alone. */
function subjectAsPurge(change: Change): Purge {
  const id = subjectOf(change)?.id;
  if (id === undefined) return nobody;
  return id.kind === 'person'
    ? { ...nobody, people: [id.person] }
    : { ...nobody, accounts: [{ target: jira, account: id.account }] };
}

describe('a change without its person', () => {
  it.each(Object.entries(changes))(
    '%s: is still one, of the same kind and group, and names them nowhere',
    (_, each: Arbitrary<Change>) => {
      fc.assert(
        fc.property(each, change => {
          const who = somebody(subjectAsPurge(change), []);
          const masked = maskChange(change, jira, who);

          expect(ChangeSchema.parse(stored(masked))).toStrictEqual(stored(masked));
          expect(masked.kind).toBe(change.kind);
          if ('group' in masked && 'group' in change) expect(masked.group).toEqual(change.group);
          if (!subjectOf(change)) return;
          const { id, names } = subjectOf(masked) ?? { names: ['?'] };
          expect(id?.kind === 'person' ? id.person : id?.account).toContain('purged-');
          expect(new Set(names)).toEqual(new Set(['(purged)']));
        }),
      );
    },
  );

  it.each(Object.entries(changes))('%s: of somebody else stays as it is', (_, each: Arbitrary<Change>) => {
    fc.assert(
      fc.property(each, change => {
        expect(maskChange(change, jira, somebody(nobody, []))).toEqual(change);
      }),
    );
  });

  it('outcomes are still outcomes', () => {
    fc.assert(
      fc.property(outcome, ended => {
        const account = 'account' in ended && ended.account ? [{ target: jira, account: ended.account.id }] : [];
        const masked = maskOutcome(ended, jira, somebody({ ...nobody, accounts: account }, []));

        expect(OutcomeSchema.parse(stored(masked))).toStrictEqual(stored(masked));
        expect(masked.kind).toBe(ended.kind);
        if ('account' in masked && masked.account) expect(masked.account.id).toContain('purged-');
      }),
    );
  });
});
