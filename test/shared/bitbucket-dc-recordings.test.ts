import { describe, expect, it } from 'vitest';
import { AccessDenied } from '../../src/errors.js';
import { accountId } from '../../src/model/ids.js';
import { targetOn } from '../contracts/bitbucket-dc-fixture.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { isThere } from './beside.js';
import { madeUp, pathOf, type Recorded, recording, replay } from './recordings.js';

const { signal } = new AbortController();
const LATEST = '/rest/api/latest';
const version = madeUp(`${LATEST}/application-properties`, { version: '9.4.8', displayName: 'Bitbucket' });
const pageOf = (path: string, values: readonly unknown[]) =>
  madeUp(`${LATEST}/${path}`, { size: values.length, limit: 500, isLastPage: true, values, start: 0 });

/** The same reply at the address that we ask. */
const at = (path: string, { response }: Recorded): Recorded => ({
  request: { method: 'GET', url: `http://recorded.invalid${LATEST}/${path}` },
  response,
});

async function recorded(is: (exchange: Recorded) => boolean): Promise<Recorded> {
  const found = (await recording('bitbucket-dc/fixture-shapes')).find(is);
  if (found === undefined) throw new Error('no such exchange');
  return found;
}

describe.runIf(isThere)('replies that others took for those of a Bitbucket are understood', () => {
  it('users/more-members lists groups, whatever the document says, with its deletable ones told apart', async () => {
    const groups = await recorded(exchange => pathOf(exchange).includes('more-members'));
    const ann = { id: 7, name: 'ann', displayName: 'Ann', emailAddress: 'ann@example.com', active: true, type: 'NORMAL' };
    await using server = await replay([
      pageOf('admin/users', [ann]),
      at('admin/users/more-members?context=ann', groups),
      pageOf('admin/permissions/users', []),
    ]);
    const target = targetOn(server, {}, quickHttp());

    const access = await target.access({ kind: 'existing', id: accountId('7'), username: 'ann', displayName: 'Ann' }, signal);

    expect(access.groups.map(({ name }) => name)).toEqual(['developers', 'admins']);
  });

  it('401 without a name in its headers: our credentials are not taken, and nothing is empty for that (R1)', async () => {
    const refused = await recorded(({ response }) => response.status === 401);
    await using server = await replay([version, at('users', refused)]);

    await expect(targetOn(server, {}, quickHttp()).read({ membersOf: () => true }, { signal })).rejects.toThrow(AccessDenied);
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
