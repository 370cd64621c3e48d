import { describe, expect, it } from 'vitest';
import { company, oktaFixture } from '../../../test/contracts/okta-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';
import { UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';

const options = () => ({ signal: new AbortController().signal });
const whom = (id: string) => ({ ids: [personId(id)], logins: [], alike: [] });

describe("a person's own groups in Okta (R1)", () => {
  it('are believed with Everyone among them, as Okta lists it for each', async () => {
    await using fixture = await oktaFixture({ ...company, everyone: true });

    const { directory } = await fixture.source.pullPeople(whom('bob'), options());

    expect(membersByName(directory)).toMatchObject({ Everyone: ['bob'], Engineering: ['bob'], Sales: ['bob'] });
  });

  it('are rejected without it: what else a list lacks, nobody can tell', async () => {
    await using fixture = await oktaFixture({ ...company, everyone: true });
    fixture.okta.hide('Everyone', ['groupsOfUser']);

    const failure: unknown = await fixture.source.pullPeople(whom('bob'), options()).catch(error => error);

    expect(failure).toBeInstanceOf(UnexpectedReply);
    expect(failure).toMatchObject({ message: expect.stringContaining('bob@example.com'), hint: expect.stringMatching(/./) });
  });

  it('are believed without it where the token does not see it at all', async () => {
    await using fixture = await oktaFixture({ ...company, everyone: true });
    fixture.okta.hide('Everyone');

    const { directory } = await fixture.source.pullPeople(whom('bob'), options());

    expect(membersByName(directory)).toEqual({ Engineering: ['bob'], Sales: ['bob'] });
  });
});
