import { describe, expect, it } from 'vitest';
import { ask, openCompany, reason } from './test-application.js';

const whole = {
  name: 'Mia',
  'first-name': 'Mia',
  'last-name': 'Park',
  'display-name': 'Mia Park',
  email: 'm@example.com',
  active: true,
};
const created = { ...whole, name: 'new', password: { value: 'secret' } };

describe('documented: access and formats', () => {
  it('§1 wrong kind of account: 401, plain text, not JSON', async () => {
    await using crowd = await openCompany();

    const reply = await ask({ ...crowd, url: crowd.url, application: { name: 'mia', password: 'x' } }, 'GET user?username=mia');

    expect([reply.status, reply.body]).toEqual([401, 'Application failed to authenticate']);
    expect(reply.headers.get('content-type')).toContain('text/plain');
  });

  it('§1 address not allowed: 403 with a text naming the client address', async () => {
    await using crowd = await openCompany();
    crowd.addressForbidden = true;

    const reply = await ask(crowd, 'GET user?username=mia');

    expect(reply.status).toBe(403);
    expect(reply.body).toContain('127.0.0.1');
  });

  it.each([
    ['createUser', 'POST user', created],
    ['updateUser', 'PUT user?username=mia', whole],
    ['updateUser', 'POST user/rename?username=mia', { 'new-name': 'x' }],
    ['deleteUser', 'DELETE user?username=mia', undefined],
    ['createGroup', 'POST group', { name: 'new', type: 'GROUP' }],
    ['updateGroup', 'POST group/user/direct?groupname=team-blue', { name: 'ann' }],
    ['deleteGroup', 'DELETE group?groupname=team-blue', undefined],
  ] as const)('§1 application lacks permission %s: 403 APPLICATION_PERMISSION_DENIED', async (permission, request, body) => {
    await using crowd = await openCompany();
    crowd.permit(permission, false);

    expect(await ask(crowd, request, body)).toMatchObject({ status: 403, body: reason('APPLICATION_PERMISSION_DENIED') });
  });

  it('§1 directory read-only: 403 UNSUPPORTED_OPERATION', async () => {
    await using crowd = await openCompany();
    crowd.directory.makeReadOnly('mia');
    crowd.directory.makeGroupReadOnly('team-blue');

    const refused = { status: 403, body: reason('UNSUPPORTED_OPERATION') };
    expect(await ask(crowd, 'PUT user?username=mia', whole)).toMatchObject(refused);
    expect(await ask(crowd, 'DELETE group?groupname=team-blue')).toMatchObject(refused);
  });

  it('§1 JSON: the default is XML', async () => {
    await using crowd = await openCompany();

    const { body } = await ask(crowd, 'GET user?username=nobody', undefined, { accept: '*/*' });

    expect(body).toContain('<error><reason>USER_NOT_FOUND</reason>');
    expect((await ask(crowd, 'POST group', { name: 'x' }, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('§1 Basic can be blocked: Crowd ≥ 6.2', async () => {
    for (const [version, status] of [
      ['5.3.2', 200],
      ['6.3.1', 401],
    ] as const) {
      await using crowd = await openCompany({ version });
      crowd.basicBlocked = true;
      expect((await ask(crowd, 'GET user?username=mia')).status).toBe(status);
    }
  });

  it('§2 singular keys, as the newest vendor pages show', async () => {
    await using crowd = await openCompany();
    crowd.singularKeys = true;

    expect((await ask(crowd, 'GET search?entity-type=group&expand=group')).body).toMatchObject({ group: [{}, {}, {}] });
    expect((await ask(crowd, 'GET user?username=mia&expand=attributes')).body).toMatchObject({ attributes: { attribute: [{}] } });
  });

  it('§5 lower-case output changes names in answers', async () => {
    await using crowd = await openCompany();
    crowd.lowerCaseOutput = true;

    expect((await ask(crowd, 'GET group/user/direct?groupname=Team-Blue')).body).toMatchObject({
      users: [{ name: 'mia' }, { name: 'olu' }],
    });
    expect((await ask(crowd, 'GET group?groupname=Team-Blue')).body).toMatchObject({ name: 'team-blue' });
  });

  it('§6 rate limiting: Crowd ≥ 5.2, same headers and 429', async () => {
    const rateLimit = { limit: 1, fillRate: 1, intervalSeconds: 60 };
    for (const [version, status] of [
      ['5.1.9', 200],
      ['5.3.2', 429],
    ] as const) {
      await using crowd = await openCompany({ version, rateLimit });
      await ask(crowd, 'GET user?username=mia');
      const reply = await ask(crowd, 'GET user?username=mia');
      expect([reply.status, reply.headers.get('x-ratelimit-limit')]).toEqual([status, status === 429 ? '1' : null]);
    }
  });

  it('every answer names the product and its version, as the vendor’s own client demands (RestExecutor, seen in code)', async () => {
    await using crowd = await openCompany({ version: '6.3.1' });

    expect((await ask(crowd, 'GET user?username=nobody')).headers.get('x-embedded-crowd-version')).toBe('Crowd/6.3.1');
  });

  it('answers the same family under `latest`, and no other version', async () => {
    await using crowd = await openCompany();
    const status = async (version: string) => (await ask(crowd, `GET ../${version}/user?username=mia`)).status;

    expect([await status('latest'), await status('2')]).toEqual([200, 404]);
  });
});
