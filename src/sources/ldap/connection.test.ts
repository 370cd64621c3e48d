import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { company, ldapFixture } from '../../../test/contracts/ldap-fixture.js';
import { AccessDenied, Interrupted, Unavailable, UnexpectedReply } from '../../errors.js';
import { TEST_CERTIFICATE, TEST_KEY } from '../../http/test-certificate.js';
import { Secret } from '../../secrets.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const tls = (from: 'start' | 'startTls') => ({ cert: TEST_CERTIFICATE, key: TEST_KEY, from });

async function withCa<T>(use: (ca: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-ldap-'));
  await writeFile(join(folder, 'ca.pem'), TEST_CERTIFICATE);
  try {
    return await use(join(folder, 'ca.pem'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const failureOf = async (server: Parameters<typeof ldapFixture>[0], settings = {}, limits = {}) => {
  await using fixture = await ldapFixture(server, settings, { maxAttempts: 1, ...limits });
  return { failure: await fixture.source.pull(everything, options()).catch(error => error), requests: fixture.server.requests };
};

describe('a connection to an LDAP server', () => {
  it.each([
    ['from the start', 'start', {}],
    ['by StartTLS', 'startTls', { startTls: true }],
  ] as const)('is encrypted %s, with an own CA', async (_, from, settings) =>
    withCa(async ca => {
      await using fixture = await ldapFixture({ ...company, tls: tls(from), wantsTls: true }, { ...settings, ca });

      expect((await fixture.source.pull(everything, options())).people.size).toBe(3);
      expect(fixture.server.requests.slice(0, 2)).toEqual(
        from === 'start'
          ? [expect.stringMatching(/^bind/), expect.stringMatching(/^search/)]
          : [expect.stringMatching(/^extended/), expect.stringMatching(/^bind/)],
      );
    }),
  );

  it.each([
    ['from the start', 'start', {}],
    ['by StartTLS', 'startTls', { startTls: true }],
  ] as const)(
    'is refused where nobody vouches for the certificate, %s, whatever the environment says',
    async (_, from, settings) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      const { failure, requests } = await failureOf({ ...company, tls: tls(from) }, settings);
      vi.unstubAllEnvs();

      expect(failure).toBeInstanceOf(Unavailable);
      expect(failure).toMatchObject({
        message: expect.stringContaining('self-signed'),
        hint: expect.stringContaining('`ca` of "ldap"'),
      });
      expect(requests.filter(line => line.startsWith('bind'))).toEqual([]);
    },
  );

  it('is refused where the certificate names another host, unless that is the name to expect (ldap.md §1)', async () =>
    withCa(async ca => {
      const wrong = await failureOf({ ...company, tls: tls('start') }, { ca, serverName: 'dc1.example.com' });
      expect(wrong.failure).toMatchObject({ name: 'Unavailable', hint: expect.stringContaining('`serverName`') });

      await using fixture = await ldapFixture({ ...company, tls: tls('start') }, { ca, serverName: 'localhost' });
      expect((await fixture.source.pull(everything, options())).people.size).toBe(3);
    }));

  it('never goes on in clear where StartTLS is refused', async () => {
    const { failure, requests } = await failureOf(company, { startTls: true });

    expect(failure).toMatchObject({
      message: expect.stringContaining('StartTLS'),
      hint: expect.stringContaining('use ldaps://'),
    });
    expect(requests.filter(line => line.startsWith('bind'))).toEqual([]);
  });

  it.each([
    ['a wrong password', {}, { password: new Secret('wrong') }, 'Check `user` and `password`'],
    [
      'a wrong password at Active Directory',
      { isActiveDirectory: true },
      { password: new Secret('wrong') },
      'The password is wrong.',
    ],
    ['a connection in clear', { wantsTls: true }, {}, 'Use ldaps://'],
  ])('says what is wrong with %s (ldap.md §1)', async (_, more, settings, hint) => {
    const { failure } = await failureOf({ ...company, ...more }, settings);

    expect(failure).toBeInstanceOf(AccessDenied);
    expect(failure).toMatchObject({ hint: expect.stringContaining(hint) });
    expect(failure.message).not.toContain('wrong');
  });

  it('says where TLS is spoken to a port for text which port that is', async () => {
    await using fixture = await ldapFixture({});
    const url = fixture.server.url.replace('ldap:', 'ldaps:');
    await using wrong = await ldapFixture({}, { url }, { maxAttempts: 1 });

    await expect(wrong.source.pull(everything, options())).rejects.toMatchObject({
      hint: expect.stringContaining('389 wants ldap://'),
    });
  });

  it('is refused with an empty password: the server would take us for anybody (RFC 4513 §5.1.2)', async () => {
    await expect(ldapFixture(company, { password: new Secret('') })).rejects.toThrow('take us for anybody');
  });

  it('is tried again when it is lost, and given up in the end', async () => {
    await using fixture = await ldapFixture(company);
    fixture.server.fail(/^bind/, { kind: 'hangUp' }, { times: 2 });
    expect((await fixture.source.pull(everything, options())).people.size).toBe(3);

    fixture.server.fail(/^bind/, { kind: 'hangUp' });
    await expect(fixture.source.pull(everything, options())).rejects.toThrow(Unavailable);
  });

  it('is not waited for without end', async () => {
    await using fixture = await ldapFixture(company, {}, { silenceMs: 50, maxAttempts: 1 });
    fixture.server.fail(/^search/, { kind: 'hang' });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow('did not answer in time');
  });

  it('is left at once when somebody stops us, also while the server is silent', async () => {
    await using fixture = await ldapFixture(company);
    fixture.server.fail(/^search/, { kind: 'hang' });
    const stop = new AbortController();
    const pull = fixture.source.pull(everything, { signal: stop.signal });
    await vi.waitUntil(() => fixture.server.requests.length === 2);
    stop.abort();

    await expect(pull).rejects.toThrow(Interrupted);
  });

  it.each([
    ['a web server', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['bytes of no meaning', Buffer.from('3080ffff', 'hex')],
  ])('is not LDAP where %s answers: an error, never nothing', async (_, bytes) => {
    await using fixture = await ldapFixture(company, {}, { silenceMs: 200, maxAttempts: 1 });
    fixture.server.fail(/^bind/, { kind: 'garbage', bytes });

    const failure = await fixture.source.pull(everything, options()).catch(error => error);

    expect([UnexpectedReply.name, Unavailable.name]).toContain(failure.name);
  });

  it('takes no endless entry', async () => {
    await using fixture = await ldapFixture(company, {}, { maxMessageBytes: 100, maxAttempts: 1 });
    fixture.server.fail(/^search/, {
      kind: 'garbage',
      bytes: Buffer.concat([Buffer.from('3084', 'hex'), Buffer.from('7fffffff', 'hex'), Buffer.alloc(200)]),
    });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow('more than 100 bytes');
  });
});
