import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type KeyTaker, readPrivateKey } from './private-key.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (type: 'pkcs8' | 'pkcs1' | 'sec1', { privateKey } = rsa) => privateKey.export({ type, format: 'pem' }).toString();
const jwk = (more: object = {}) => JSON.stringify({ ...ec.privateKey.export({ format: 'jwk' }), ...more });

const taker: KeyTaker = { name: 'Acme', takes: ['RS256', 'ES256', 'ES384', 'ES512'], hint: 'Give the key.' };

describe('a private key', () => {
  it.each([
    ['PKCS#8, RSA', pem('pkcs8'), 'RS256'],
    ['PKCS#8, EC', pem('pkcs8', ec), 'ES256'],
    ['PKCS#1', pem('pkcs1'), 'RS256'],
    ['SEC 1', pem('sec1', ec), 'ES256'],
    ['\\n for line ends, as environment variables hold it', pem('pkcs8').replaceAll('\n', '\\n'), 'RS256'],
    ['a JWK', jwk(), 'ES256'],
  ])('may be %s', (_, text, alg) => {
    expect(readPrivateKey(text, taker)).toMatchObject({ kind: 'key', key: { alg, kid: undefined } });
  });

  it('brings its id along as a JWK', () => {
    expect(readPrivateKey(jwk({ kid: 'k1', alg: 'ES256', use: 'sig' }), taker)).toMatchObject({ key: { kid: 'k1' } });
  });

  it.each([
    ['no key', 'hunter2', 'neither PEM nor a JWK'],
    ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'public half'],
    ['a public JWK', JSON.stringify(ec.publicKey.export({ format: 'jwk' })), 'public half'],
    [
      'an encrypted key',
      rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
      'passphrase',
    ],
    ['a damaged key', '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----', 'damaged'],
    ['a damaged JWK', jwk({ d: '???', x: 'AA' }), 'damaged'],
    ['JSON that is no JWK', '{"keys": []}', 'not a JWK'],
    ['broken JSON', '{"kty":"RSA"', 'not a JWK'],
    ['a shared secret', '{"kty":"oct","k":"AAAA"}', 'kind oct'],
    ['a short RSA key', pem('pkcs8', generateKeyPairSync('rsa', { modulusLength: 1024 })), '1024 bits'],
    ['a curve that nobody takes', pem('pkcs8', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })), 'kind secp256k1'],
    [
      'an Ed25519 key',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'kind ed25519',
    ],
  ])('that is %s is refused without being quoted', (_, text, why) => {
    const read = readPrivateKey(text, taker);

    expect(read).toMatchObject({ kind: 'bad', why: expect.stringContaining(why), hint: expect.stringMatching(/.../) });
    expect(JSON.stringify(read)).not.toContain(text);
  });

  it('may stand beside its certificate, as one file holds both', () => {
    const both = `-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n${pem('pkcs8')}`;
    expect(readPrivateKey(both, taker)).toMatchObject({ kind: 'key' });
  });

  it('of a kind that only others take is refused, with what is taken', () => {
    expect(readPrivateKey(pem('pkcs8', ec), { ...taker, takes: ['RS256'] })).toMatchObject({
      kind: 'bad',
      why: 'it is a key of the kind prime256v1, which Acme does not take',
      hint: 'Acme takes RSA keys of at least 2048 bits.',
    });
  });
});
