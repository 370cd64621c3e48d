import { decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { ENTRA_CERTIFICATE, ENTRA_KEY } from '../../../test/contracts/entra-certificate.js';
import { company, type EntraFixture, entraFixture, tokensAsked } from '../../../test/contracts/entra-fixture.js';
import type { SyncError } from '../../errors.js';

const everything = { group: () => true };
const soon = () => ({ signal: new AbortController().signal });
const failure = ({ source }: EntraFixture): Promise<SyncError> =>
  source.pull(everything, soon()).then(
    () => expect.fail('it did not fail'),
    error => error,
  );

const OTHER = 'c0ffee00-0000-4000-8000-00000000000f';
const withCertificate = { certificate: ENTRA_CERTIFICATE, privateKey: ENTRA_KEY };

describe('signing in at Entra', () => {
  it.each([
    ['a wrong secret', {}, { clientSecret: 'wrong' }, '7000215', 'not its id'],
    ['an expired secret', { isSecretExpired: true }, {}, '7000222', 'has expired'],
    ['another app', {}, { clientId: OTHER }, '700016', '`clientId`'],
    ['another tenant', {}, { tenant: OTHER }, '90002', '`tenant`'],
    ['an unknown certificate', {}, withCertificate, '700027', 'Upload it'],
  ] as const)('with %s says so in one line, and what to do', async (_, tenant, settings, code, hint) => {
    await using fixture = await entraFixture({ ...company, ...tenant }, settings);

    const error = await failure(fixture);

    expect(error).toMatchObject({ name: 'AccessDenied', hint: expect.stringContaining(hint) });
    expect(error.message).toContain(`AADSTS${code}: `);
    expect(error.message).not.toMatch(/Trace ID|\n/);
  });

  it('with a certificate signs for the token endpoint, as the documents want it', async () => {
    await using fixture = await entraFixture({ ...company, certificates: [ENTRA_CERTIFICATE] }, withCertificate);

    expect((await fixture.source.pull(everything, soon())).people.size).toBe(3);
    const [request] = fixture.entra.requests;
    const { client_assertion: assertion, client_secret: secret } = Object(request?.body);
    expect(secret).toBeUndefined();
    expect(decodeProtectedHeader(assertion)).toEqual({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it("with a clock that is wrong goes by Entra's, once; where that does not help, it says by how much", async () => {
    const hourAhead = { now: () => new Date(Date.now() + 3_600_000) };
    await using helped = await entraFixture({ ...company, ...hourAhead, certificates: [ENTRA_CERTIFICATE] }, withCertificate);
    await using not = await entraFixture({ ...company, ...hourAhead }, withCertificate);

    expect((await helped.source.pull(everything, soon())).people.size).toBe(3);
    expect(tokensAsked(helped)).toBe(2);
    expect((await failure(not)).hint).toContain('60 min behind');
  });

  it('somewhere else says that it is not Entra', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.fail(/token/, { kind: 'status', status: 404, body: '<html>nothing</html>' });

    expect((await failure(fixture)).message).toContain('not the sign-in of Entra');
  });

  it('shows no secret that a refusal sends back', async () => {
    await using secret = await entraFixture(company, { clientSecret: 'hush-hush-hush' });
    await using signed = await entraFixture(company, withCertificate);
    for (const fixture of [secret, signed]) {
      const said = 'AADSTS50000: got hush-hush-hush and eyJhbGciOiJQUzI1NiJ9.eyJqdGkiOiIxIn0.c2ln';
      const body = { error: 'invalid_client', error_description: said, error_codes: [50000] };
      fixture.entra.fail(/token/, { kind: 'status', status: 401, headers: { 'content-type': 'application/json' }, body });
    }

    expect((await failure(secret)).message).toContain('AADSTS50000');
    expect((await failure(secret)).message).not.toContain('hush-hush');
    expect((await failure(signed)).message).not.toContain('eyJ');
  });

  it('shows neither secret nor token in what is logged', async () => {
    await using fixture = await entraFixture(company);
    await fixture.source.pull(everything, soon());

    expect(JSON.stringify(fixture.logged)).not.toMatch(/sandbox-entra-secret|eyJ/);
  });
});
