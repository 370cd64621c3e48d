import { describe, expect, it } from 'vitest';
import { type OktaEmulator, startOkta } from './index.js';
import { bucketOf } from './limits.js';

const NOON = new Date('2026-01-01T12:00:00.000Z');
const seconds = (date: Date) => date.getTime() / 1000;

async function ask(okta: OktaEmulator, path = '/api/v1/users') {
  const reply = await fetch(`${okta.url}${path}`, { headers: { authorization: `SSWS ${okta.token}` } });
  const header = (name: string) => reply.headers.get(`x-rate-limit-${name}`);
  const body: { errorCode?: string } = JSON.parse(await reply.text());
  return {
    status: reply.status,
    errorCode: body.errorCode,
    limits: [header('limit'), header('remaining'), header('reset')],
    retryAfter: reply.headers.get('retry-after'),
  };
}

describe('rate limits', () => {
  it.each([
    ['/api/v1/users', '/api/v1/users'],
    ['/api/v1/users/00u1', '/api/v1/users/{id}'],
    ['/api/v1/users/00u1/groups', '/api/v1/users'],
    ['/api/v1/groups/00g1', '/api/v1/groups/{id}'],
    ['/api/v1/groups/00g1/users', '/api/v1/groups'],
    ['/api/v1/apps/0oa1/users', '/api/v1/apps'],
    ['/api/v1/meta/schemas/user/default', '/api/v1'],
  ])('count %s in the bucket %s', (path, bucket) => {
    expect(bucketOf(path)).toBe(bucket);
  });

  it('count down, refuse without Retry-After, and start anew with the window', async () => {
    let time = NOON;
    await using okta = await startOkta({ rateLimit: 2, now: () => time });
    const reset = String(seconds(NOON) + 60);

    expect((await ask(okta)).limits).toEqual(['2', '1', reset]);
    expect((await ask(okta)).limits).toEqual(['2', '0', reset]);
    expect(await ask(okta)).toEqual({ status: 429, errorCode: 'E0000047', limits: ['2', '0', reset], retryAfter: null });
    expect((await ask(okta, '/api/v1/groups')).status).toBe(200); // a bucket of its own

    time = new Date(NOON.getTime() + 60_000);
    expect(await ask(okta)).toMatchObject({ status: 200, limits: ['2', '1', String(seconds(NOON) + 120)] });
  });

  it('are as documented when asked, with a window of any length', async () => {
    await using okta = await startOkta({ rateLimit: 'documented', rateWindow: 2, now: () => NOON });
    const reset = String(seconds(NOON) + 2);
    expect((await ask(okta)).limits).toEqual(['600', '599', reset]);
    expect((await ask(okta, '/api/v1/apps')).limits).toEqual(['100', '99', reset]);
  });

  it('bite where a test wants them to, with a reset or without', async () => {
    await using okta = await startOkta({ now: () => NOON });
    okta.limitRate(/\/users/, { times: 2, resetIn: 3 });
    okta.limitRate(/\/groups/, { resetIn: 'missing' });

    expect((await ask(okta, '/api/v1/groups')).limits[2]).toBeNull();
    const refused = await ask(okta);
    expect(refused).toMatchObject({ status: 429, errorCode: 'E0000047' });
    expect(refused.limits.slice(1)).toEqual(['0', String(seconds(NOON) + 3)]);
    expect((await ask(okta)).status).toBe(429);
    expect((await ask(okta)).status).toBe(200);
  });

  it('tell too many at once by zeros', async () => {
    await using okta = await startOkta({ now: () => NOON });
    okta.limitConcurrency();
    expect(await ask(okta)).toMatchObject({ status: 429, errorCode: 'E0000047', limits: ['0', '0', String(seconds(NOON) + 1)] });
    expect((await ask(okta)).status).toBe(200);
  });

  it('really count how many are at once', async () => {
    await using okta = await startOkta({ concurrency: 2, latency: 300 });
    const all = await Promise.all(Array.from({ length: 5 }, () => ask(okta)));
    expect(all.filter(({ status }) => status === 429).map(({ limits }) => limits.slice(0, 2))).toContainEqual(['0', '0']);
    expect((await ask(okta)).status).toBe(200);
  });
});
