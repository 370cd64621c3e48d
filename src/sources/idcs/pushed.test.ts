import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionsOn, neededOf, pulledByFilter } from '../../../test/conditions.js';
import { asked, type IdcsFixture, idcsFixture } from '../../../test/contracts/idcs-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import type { Condition } from '../../model/condition.js';
import type { PersonInput } from '../../sandbox/idcs/index.js';
import type { PullScope } from '../source.js';

const options = () => ({ signal: new AbortController().signal });
const whole: PullScope = { group: () => true };
const inIt: Condition = { kind: 'is', attribute: 'department', values: ['IT'] };
const company: { users: PersonInput[]; groups: Record<string, string[]>; allUsers: 'absent' } = {
  users: [
    { id: 'ann', department: 'IT' },
    { id: 'bob', department: 'HR' },
    { id: 'cid', department: 'HR', active: false },
    { id: 'dee', department: 'HR', deleteInProgress: true },
    { id: 'eve', department: 'it' },
  ],
  groups: { Staff: ['ann', 'bob'], Others: ['bob'] },
  allUsers: 'absent',
};
const pullOnly = ({ source }: IdcsFixture, only: Condition) => source.pull({ ...whole, only }, options());

describe('a filter over people, asked of the domain', () => {
  it('brings whoever fulfils it, and whoever is inactive in whatever way (R5)', async () => {
    await using fixture = await idcsFixture(company);
    const { people, evidence } = await pullOnly(fixture, inIt);
    expect([...people.keys()]).toEqual(['ann', 'cid', 'dee', 'eve']); // `it` too: IDCS compares without case
    expect(evidence.lists[0]).toMatchObject({ what: 'users', rows: 4, total: 4 });
  });

  it('looks up a linked person whom the filter leaves out, and believes the read (R5)', async () => {
    await using fixture = await idcsFixture(company);
    const pulled = await pulledByFilter(fixture.source, inIt, ['bob']);
    expect(pulled.kind === 'read' && [...pulled.directory.people.keys()]).toEqual(['ann', 'cid', 'dee', 'eve', 'bob']);
    expect(asked(fixture).some(path => path.startsWith('/admin/v1/Users/bob?'))).toBe(true);
  });

  it('asks a group itself that no row of these people names', async () => {
    await using fixture = await idcsFixture(company);
    expect(membersByName(await pullOnly(fixture, inIt))).toEqual({ Others: ['bob'], Staff: ['ann'] });
  });

  it('reads everybody where the domain does not search by an attribute', async () => {
    await using fixture = await idcsFixture(company, { attributes: { costCentre: 'string' } });
    const only: Condition = { kind: 'is', attribute: 'costCentre', values: ['C7'] };
    expect([...(await pullOnly(fixture, only)).people.keys()]).toEqual(['ann', 'bob', 'cid', 'dee', 'eve']);
    expect(asked(fixture).filter(path => path.startsWith('/admin/v1/Users?'))).toHaveLength(2);
  });

  it('is not asked with an app, nor of what is computed, not searched by, or could be read otherwise than it is written', async () => {
    await using fixture = await idcsFixture(company);
    await using withApp = await idcsFixture(company, { app: 'jira' });
    const { pushes } = fixture.source;
    expect(withApp.source.pushes?.(inIt)).toBeUndefined();
    for (const attribute of ['email', 'displayName', 'city', 'costCenter'])
      expect(pushes?.({ ...inIt, attribute }), attribute).toBeUndefined();
    for (const text of ['7', '-1.5', ' IT', 'a "b"', 'a\\b', 'a\nb'])
      expect(pushes?.({ ...inIt, values: [text] }), text).toBeUndefined();
    expect(pushes?.({ kind: 'all', of: [inIt, { ...inIt, attribute: 'email' }] })).toEqual(inIt);
    expect(pushes?.({ ...inIt, values: Array.from({ length: 200 }, (_, at) => `department ${at}`) })).toBeUndefined();
  });

  it('leaves nobody out who passes the filter here', async () => {
    const words = ['IT', 'it', 'IT and more', 'HR', 'Zürich (West)', '7', 'a "b"'];
    const users: PersonInput[] = words.flatMap((department, at) =>
      words.map((title, also) => ({
        ...{ id: `p${at}${also}`, department, core: { title }, custom: { level: words[(at + also) % words.length] } },
        active: (at + also) % 5 !== 0,
      })),
    );
    await using fixture = await idcsFixture({ users, allUsers: 'absent' }, { attributes: { level: 'string' } });
    const everybody = await fixture.source.pull(whole, options());
    await fc.assert(
      fc.asyncProperty(conditionsOn(['department', 'title', 'level', 'email'], words), async condition => {
        const only = fixture.source.pushes?.(condition);
        const { people } = await fixture.source.pull({ ...whole, ...(only && { only }) }, options());
        expect([...people.keys()]).toEqual(expect.arrayContaining(neededOf(everybody, condition)));
      }),
      { numRuns: 60 },
    );
  });
});
