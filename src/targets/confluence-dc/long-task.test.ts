import { describe, expect, it } from 'vitest';
import { quickHttp } from '../../../test/contracts/okta-fixture.js';
import { Interrupted } from '../../errors.js';
import { accountId, targetName } from '../../model/ids.js';
import { type ConfluenceEmulator, startConfluence } from '../../sandbox/confluence-dc/index.js';
import { Secret } from '../../secrets.js';
import { deleteUser } from './end-users.js';
import { openSession } from './session.js';
import { ConfluenceSettings } from './settings.js';

const { signal: never } = new AbortController();
const HASTY = { firstMs: 1, longestMs: 1, looks: 5 };

function deleting(confluence: ConfluenceEmulator, signal = never) {
  const settings = ConfluenceSettings.parse({ url: confluence.url, token: new Secret(confluence.token) });
  const session = openSession(targetName('confluence'), settings, quickHttp());
  const account = {
    kind: 'existing',
    username: 'ann',
    displayName: 'Ann',
    id: accountId(confluence.userNamed('ann')?.key ?? ''),
  } as const;
  return deleteUser(session, { kind: 'deleteUser', id: 'd', reasons: [], account, leaver: 'stated' }, signal, HASTY);
}

const withAnn = () => startConfluence({ users: [{ name: 'ann' }] });

describe('a deletion is a long task (sheet §2, A2)', () => {
  it('is followed to its end', async () => {
    await using confluence = await withAnn();
    confluence.deletions.polls = 4;

    expect((await deleting(confluence)).kind).toBe('applied');
    expect(confluence.userNamed('ann')).toBeUndefined();
  });

  it('fails where its task says so, in the task’s own words', async () => {
    await using confluence = await withAnn();
    confluence.deletions.fail = true;

    const outcome = await deleting(confluence);

    expect(outcome).toMatchObject({ kind: 'failed', problem: expect.stringContaining('could not be deleted') });
    expect(outcome).not.toHaveProperty('uncertain');
  });

  it('that never ends is uncertain: the next run looks', async () => {
    await using confluence = await withAnn();
    confluence.deletions.never = true;

    expect(await deleting(confluence)).toMatchObject({
      kind: 'failed',
      uncertain: true,
      problem: expect.stringContaining('goes on and on'),
    });
  });

  it.each([404, 403, 503])('whose task cannot be asked for (%i) is uncertain, unless the account is gone', async status => {
    await using confluence = await withAnn();
    const body = { statusCode: status, message: 'no', reason: 'no', data: {} };
    confluence.fail(/longtask/, { kind: 'status', status, body });
    expect(await deleting(confluence)).toMatchObject({ kind: 'failed', uncertain: true });

    await using quick = await withAnn();
    quick.fail(/longtask/, { kind: 'status', status, body }, { skip: 1 });
    quick.deletions.polls = 2;
    const gone = deleting(quick);
    quick.removeUser(quick.userNamed('ann')?.key ?? '');
    expect((await gone).kind).toMatch(/applied|alreadySo/);
  });

  it('stops looking when told to stop', async () => {
    await using confluence = await withAnn();
    confluence.deletions.never = true;
    const stop = new AbortController();
    confluence.fail(/longtask/, { kind: 'hang' }, { skip: 2 });

    const outcome = deleting(confluence, stop.signal);
    await expect.poll(() => confluence.requests.filter(({ url }) => url.includes('longtask')).length).toBe(3);
    stop.abort();

    await expect(outcome).rejects.toBeInstanceOf(Interrupted);
  });
});
