import { describe, expect, it } from 'vitest';
import { ask, openCompany, reason } from './test-application.js';

const whole = {
  ...{ name: 'Mia', 'first-name': 'Mia', 'last-name': 'Krystof', 'display-name': 'Mia Krystof', email: 'mia@example.com' },
  active: true,
};
const XML = { accept: 'application/xml' };

describe('documented: what an application sees of its directories, and where it may write', () => {
  it.each([
    ['deleted', 'DELETE user?username=mia', undefined],
    ['renamed', 'POST user/rename?username=mia', { 'new-name': 'x' }],
  ])('§5 of users of one name the first match wins, until it is %s', async (_, request, body) => {
    await using crowd = await openCompany();
    crowd.directory.seedBelow({ name: 'MIA', key: '9:below', email: 'below@example.com' });
    expect((await ask(crowd, 'GET user?username=mia')).body).toMatchObject({ email: 'mia@example.com' });
    expect((await ask(crowd, 'GET user?key=9:below')).status).toBe(404);

    await ask(crowd, request, body);

    expect((await ask(crowd, 'GET user?username=mia')).body).toMatchObject({ name: 'MIA', key: '9:below' });
  });

  it('gotcha: an application may be limited to some groups; hidden users still exist', async () => {
    await using crowd = await openCompany();
    crowd.hidden.add('mia');

    expect((await ask(crowd, 'GET search?entity-type=user')).body).toMatchObject({ users: [{}, {}, { name: 'olu' }] });
    expect((await ask(crowd, 'GET group/user/direct?groupname=team-blue')).body).toMatchObject({ users: [{ name: 'olu' }] });
    expect((await ask(crowd, 'GET group/membership', undefined, XML)).body).not.toContain('Mia');
    expect((await ask(crowd, 'GET user?username=mia')).status).toBe(404);
    expect(await ask(crowd, 'POST user', { ...whole, password: { value: 'x' } })).toMatchObject({
      ...{ status: 400, body: reason('INVALID_USER') },
    });
  });

  it('gotcha: a remote directory is read-only, but for the status where that is managed locally', async () => {
    await using crowd = await openCompany();
    crowd.directory.makeReadOnly('mia');
    expect((await ask(crowd, 'PUT user?username=mia', { ...whole, active: false })).status).toBe(403);
    crowd.statusIsLocal = true;

    expect((await ask(crowd, 'PUT user?username=mia', { ...whole, email: 'new@example.com' })).status).toBe(403);
    expect((await ask(crowd, 'PUT user?username=mia', { ...whole, active: false })).status).toBe(204);
    expect((await ask(crowd, 'GET user?username=mia')).body).toMatchObject({ active: false });
  });

  it('§2 PUT /user empties every field left out, attributes too', async () => {
    await using crowd = await openCompany();

    await ask(crowd, 'PUT user?username=mia', whole);

    expect((await ask(crowd, 'GET user/attribute?username=mia')).body).toMatchObject({ attributes: [] });
  });
});
