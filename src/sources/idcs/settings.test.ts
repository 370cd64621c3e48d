import { describe, expect, it } from 'vitest';
import { bindSource } from '../../config/bind.js';
import { everyKind } from '../../config/kinds.js';
import { connectors } from '../../connectors.js';
import { sourceName } from '../../model/ids.js';
import { Secret } from '../../secrets.js';
import { attributeTypes, domainOf, IdcsSettings } from './settings.js';

const url = 'https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com';
const settings = (own: object) => IdcsSettings.safeParse({ url, clientId: 'a', clientSecret: new Secret('b'), ...own });

describe('the settings of an idcs source', () => {
  it.each([url, `${url}/`, `${url}:443`, url.toUpperCase().replace('HTTPS', 'https')])(
    'takes %s for one and the same domain, whose identity is its host in lower case',
    given => {
      expect(settings({ url: given }).success).toBe(true);
      expect(domainOf(given)).toEqual({ origin: url, provider: `idcs:${new URL(url).host}` });
    },
  );

  it.each([`${url}/admin/v1`, `${url}/?x=1`, 'https://user:secret@idcs.example', 'ftp://idcs.example', 'idcs.example'])(
    'refuses %s as the address of a domain',
    given => {
      expect(settings({ url: given }).success).toBe(false);
    },
  );

  it('are accepted in a config, with what all sources have', async () => {
    const common = { rate: { share: '40%' }, canaries: { users: ['ceo'] }, ca: 'ca.pem', attributes: { level: 'number' } };
    const section = { type: 'idcs', url, clientId: 'a', clientSecret: new Secret('b'), app: '99aa', ...common };

    const { value, complaints } = bindSource(sourceName('idcs'), section, (await everyKind(connectors)).sources, '/etc/rollcall');

    expect(complaints).toEqual([]);
    expect(value?.meaning.own).toMatchObject({
      rate: { share: 0.4 },
      ca: '/etc/rollcall/ca.pem',
      attributes: { level: 'number' },
    });
  });

  it('takes no secret for text', () => {
    expect(settings({ clientSecret: 'plain' }).success).toBe(false);
  });

  it.each(['title', 'active', 'emails', 'urn:x:costCentre', ''])('refuses `%s` as a custom attribute', name => {
    expect(settings({ attributes: { [name]: 'string' } }).success).toBe(false);
  });

  it('declares custom attributes beside the standard ones', () => {
    expect(attributeTypes({ attributes: { level: 'number' } })).toMatchObject({
      level: 'number',
      title: 'string',
      locked: 'boolean',
    });
  });
});
