import { describe, expect, it } from 'vitest';
import { never, readAll, targetOn, testBitbucket } from '../../../test/contracts/bitbucket-dc-fixture.js';
import { command } from '../../../test/contracts/target.js';
import type { Finding } from '../../model/finding.js';
import { Secret } from '../../secrets.js';
import type { Target } from '../target.js';
import { BitbucketSettings } from './settings.js';

const check = (target: Target) => target.check({ signal: never });
const problems = (findings: readonly Finding[]) => findings.filter(({ level }) => level === 'problem');
const told = (findings: readonly Finding[]) => findings.map(({ level, what }) => `${level}: ${what}`);

describe('who we are and what we may do', () => {
  it('tells version, account, permission, seats and directories', async () => {
    await using bitbucket = await testBitbucket({ seats: 3 });

    expect(told(await check(bitbucket.target))).toEqual([
      `ok: Bitbucket 9.4.8 at ${bitbucket.url}`,
      'ok: signed in as admin',
      'ok: has the global permission SYS_ADMIN',
      'ok: 2 seats left',
      'ok: user directories: Bitbucket Internal Directory (BITBUCKET_INTERNAL)',
    ]);
  });

  it('an HTTP access token can only plan, and that is said beforehand and at the first refusal', async () => {
    await using bitbucket = await testBitbucket();
    const target = targetOn(bitbucket, { token: new Secret(bitbucket.token) });

    const [problem, ...others] = problems(await check(target));
    const outcome = await target.apply(command({ kind: 'createGroup', name: 'devs' }), never);

    expect(others).toEqual([]);
    expect(problem?.what).toContain('this token can only plan');
    expect(problem?.hint).toMatch(/`username` and `password`, or an OAuth 2\.0 access token/);
    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('401'),
      hint: expect.stringContaining('OAuth 2.0'),
    });
  });

  it('an OAuth 2.0 access token without an admin scope can only plan, and is told of the scope', async () => {
    await using bitbucket = await testBitbucket();
    bitbucket.oauthAdmin = false;
    const [problem, ...others] = problems(await check(targetOn(bitbucket, { token: new Secret(bitbucket.oauthToken) })));

    expect(others).toEqual([]);
    expect(problem?.what).toMatch(/can only plan.*OAuth 2\.0 access token does with an admin scope only/);
  });

  it('an OAuth 2.0 access token can write', async () => {
    await using bitbucket = await testBitbucket();
    const target = targetOn(bitbucket, { token: new Secret(bitbucket.oauthToken) });

    expect(problems(await check(target))).toEqual([]);
    expect((await target.apply(command({ kind: 'createGroup', name: 'devs' }), never)).kind).toBe('applied');
  });

  it.each([
    ['no permission but to sign in', 'LICENSED_USER', 'deputy lacks the global permission ADMIN'],
    ['ADMIN only', 'ADMIN', 'has the global permission ADMIN'],
  ] as const)('%s: which is missing, by its name', async (_, permission, what) => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'deputy', permission, password: 'deputy-password' }] });
    const target = targetOn(bitbucket, { username: 'deputy', password: new Secret('deputy-password') });

    const findings = await check(target);

    expect(findings).toContainEqual(expect.objectContaining({ what: expect.stringContaining(what) }));
    expect(problems(findings)).toHaveLength(permission === 'ADMIN' ? 0 : 1);
    if (permission === 'ADMIN') expect(told(findings).join('\n')).toContain('info: lacks SYS_ADMIN');
    else expect(problems(findings)[0]?.hint).toContain('Administration > Global permissions');
  });

  it('who is signed in and not allowed is not told that the credentials are wrong (401)', async () => {
    await using bitbucket = await testBitbucket({ users: [{ name: 'guest', password: 'guest-password' }] });
    const guest = targetOn(bitbucket, { username: 'guest', password: new Secret('guest-password') });
    const stranger = targetOn(bitbucket, { username: 'guest', password: new Secret('wrong') });

    await expect(readAll(guest)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('may not do this (401)'),
    });
    await expect(readAll(stranger)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('does not accept our credentials'),
    });
  });

  it('a CAPTCHA is told as what it is, and who can clear it', async () => {
    await using bitbucket = await testBitbucket();
    bitbucket.captchaLock();

    expect(problems(await check(bitbucket.target))).toEqual([
      { level: 'problem', what: expect.stringContaining('CAPTCHA'), hint: expect.stringContaining('Clear CAPTCHA') },
    ]);
  });

  it('blocked Basic authentication is refused credentials', async () => {
    await using bitbucket = await testBitbucket();
    bitbucket.basicBlocked = true;

    expect(problems(await check(bitbucket.target))[0]?.hint).toContain('blocked Basic authentication');
  });

  it('warns when no seat is left, and when people come from another directory first', async () => {
    await using bitbucket = await testBitbucket({
      seats: 1,
      directory: { name: 'Jira', snapshot: () => ({ users: [], groups: [], memberships: [] }) },
    });
    bitbucket.directoriesAs = 'page';

    const warnings = (await check(bitbucket.target)).filter(({ level }) => level === 'warning');

    expect(warnings.map(({ what }) => what)).toEqual([
      'no seats left',
      'its first user directory is not its own: Jira (CROWD), Bitbucket Internal Directory (BITBUCKET_INTERNAL)',
    ]);
    expect(warnings[1]?.hint).toContain('`directory:`');
  });

  it('tells the pace that it is held to', async () => {
    await using bitbucket = await testBitbucket({ rateLimit: { limit: 60, fillRate: 5, intervalSeconds: 1 } });

    expect(told(await check(bitbucket.target))).toContain('info: rate limited: 60 requests at once, 5 more every 1 s');
  });

  it('an address without a Bitbucket is told as such', async () => {
    await using bitbucket = await testBitbucket({ contextPath: '/git' });
    const target = targetOn({ url: new URL(bitbucket.url).origin });

    expect(problems(await check(target))).toEqual([
      {
        level: 'problem',
        what: expect.stringContaining('there is no Bitbucket at'),
        hint: expect.stringContaining('context path'),
      },
    ]);
  });
});

describe('settings', () => {
  const problem = (settings: object) => BitbucketSettings.safeParse({ url: 'https://git.example.com', ...settings }).success;
  const secret = new Secret('secret');

  it.each([
    [{ token: secret }, true],
    [{ username: 'rollcall', password: secret }, true],
    [{ username: 'rollcall' }, false],
    [{ token: secret, username: 'rollcall', password: secret }, false],
    [{}, false],
    [{ token: secret, leads: {} }, false],
  ])('either a token, or username and password, and nothing that is not known: %j', (settings, isFine) => {
    expect(problem(settings)).toBe(isFine);
  });
});
