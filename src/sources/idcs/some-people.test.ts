import { expect, it } from 'vitest';
import { company, idcsFixture } from '../../../test/contracts/idcs-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import { UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';

const options = () => ({ signal: new AbortController().signal });
const whom = (id: string) => ({ ids: [personId(id)], logins: [], alike: [] });
const row = (count: number) => Array.from({ length: count }, (_, place) => ({ value: `g${place}`, display: `Group ${place}` }));

it('rejects a row with 1,000 groups, which may be cut off there (R1)', async () => {
  await using fixture = await idcsFixture(company);
  fixture.idcs.corrupt('bob', { groups: row(1000) });

  await expect(fixture.source.pullPeople(whom('bob'), options())).rejects.toThrow(UnexpectedReply);
});

it('believes a row with one group less', async () => {
  await using fixture = await idcsFixture(company);
  fixture.idcs.corrupt('bob', { groups: row(999) });

  const { directory } = await fixture.source.pullPeople(whom('bob'), options());

  expect(membersByName(directory)).toMatchObject({ Engineering: ['bob'], Sales: ['bob'] });
});
