import { describe, expect, it } from 'vitest';
import { Secret } from '../../secrets.js';
import { accountOf, attributeTypes, OneLoginSettings } from './settings.js';

const settings = { url: 'https://example.onelogin.com', clientId: 'a', clientSecret: new Secret('b') };
const isRight = (more: object) => OneLoginSettings.safeParse({ ...settings, ...more }).success;

describe('the settings of a onelogin source', () => {
  it.each([
    ['https://example.onelogin.com', true],
    ['https://api.us.onelogin.com/', true],
    ['https://example.onelogin.com/api/2', false],
    ['https://user:pass@example.onelogin.com', false],
    ['https://example.onelogin.com?x=1', false],
    ['example.onelogin.com', false],
    ['ftp://example.onelogin.com', false],
  ])('url %s: %s', (url, right) => {
    expect(isRight({ url })).toBe(right);
  });

  it.each([
    [{ app: 77 }, true],
    [{ app: '77' }, true],
    [{ app: 'Jira' }, false],
    [{ groups: true }, true],
    [{ unactivated: 'active', passwordPending: 'pending' }, true],
    [{ unactivated: 'inactive' }, false],
    [{ attributes: { costCentre: 'string', level: 'number', remote: 'boolean' } }, true],
    [{ attributes: { teams: 'list' } }, false],
    [{ attributes: { email: 'string' } }, false],
    [{ pageSize: 5 }, false],
    [{ secret: 'x' }, false],
  ])('%j: %s', (more, right) => {
    expect(isRight(more)).toBe(right);
  });

  it('name the account for ever by its host, however it is written', () => {
    expect(accountOf('https://Example.OneLogin.com/').provider).toBe('onelogin:example.onelogin.com');
  });

  it('say without the network what expressions may name', () => {
    expect(attributeTypes({ attributes: { level: 'number' } })).toMatchObject({
      level: 'number',
      login: 'string',
      active: 'boolean',
    });
  });
});
