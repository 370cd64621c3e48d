import { describe, expect, it } from 'vitest';
import { Secret } from '../../secrets.js';
import { JiraSettings } from './settings.js';

const url = 'https://jira.example.com/jira/';
const token = new Secret('t');

describe('jira-dc settings (§3)', () => {
  it('have defaults, and keep the context path', () => {
    expect(JiraSettings.parse({ url, token })).toEqual({
      url: 'https://jira.example.com/jira',
      token,
      leads: {},
      nestedGroups: false,
      administratorGroups: ['jira-administrators', 'jira-system-administrators'],
      rate: {},
    });
  });

  it.each([
    ['50%', 0.5],
    ['7.5 %', 0.075],
    [0.25, 0.25],
  ])('take a share of %s', (share, meant) => {
    expect(JiraSettings.parse({ url, token, rate: { share } }).rate.share).toBe(meant);
  });

  it.each([
    ['no credentials', { url }],
    ['both kinds of credentials', { url, token, username: 'u', password: token }],
    ['a username without a password', { url, username: 'u' }],
    ['a token and half a login', { url, token, username: 'u' }],
    ['a secret as plain text', { url, token: 'plain' }],
    ['an unknown key', { url, token, tokn: token }],
    ['an unknown lead', { url, token, leads: { board: 'x' } }],
    ['no lead at all for projects', { url, token, leads: { project: null } }],
    ['an address without a scheme', { url: 'jira.example.com', token }],
    ['a user in the address', { url: 'https://me:pw@jira.example.com', token }],
    ['a share of nothing', { url, token, rate: { share: '0%' } }],
    ['a share of too much', { url, token, rate: { share: '150%' } }],
  ])('refuse %s', (_, settings) => {
    expect(JiraSettings.safeParse(settings).success).toBe(false);
  });
});
