import { describe, expect, it } from 'vitest';
import { UnexpectedReply } from '../../errors.js';
import { nextPage } from './links.js';
import { bucketOf, orgOf } from './org.js';

const here = 'https://example.okta.com';

describe('the link to the next page (R1)', () => {
  it.each([
    ['no header', undefined],
    ['only self', `<${here}/api/v1/users?limit=2>; rel="self"`],
    ['a relation that only begins so', `<${here}/x>; rel="nextest"`],
  ])('%s: the last page', (_, header) => {
    expect(nextPage(header, here)).toBeUndefined();
  });

  it.each([
    ['several lines joined', `<${here}/u?limit=2>; rel="self", <${here}/u?after=a&limit=2>; rel="next"`],
    ['several lines apart', [`<${here}/u?limit=2>; rel="self"`, `<${here}/u?after=a&limit=2>; rel="next"`]],
    ['another order, case, quotes', `<${here}/u?after=a&limit=2>; title="a, b"; REL=Next, <${here}/u>; rel=self`],
  ])('finds it among %s', (_, header) => {
    expect(nextPage(header, here)).toBe(`${here}/u?after=a&limit=2`);
  });

  it('takes the address as it was given: a cursor is opaque', () => {
    const given = `${here}/api/v1/users?after=a+b%2Bc,d&x=1&x=2&search=status%20eq%20%22ACTIVE%22`;

    expect(nextPage(`<${given}>; rel="next"`, here)).toBe(given);
  });

  it("follows a link to the org's admin twin on our own host", () => {
    expect(nextPage('<https://example-admin.okta.com/u?after=a>; rel="next"', here)).toBe(`${here}/u?after=a`);
  });

  it.each([
    'https://evil.example.com/u?after=a',
    'http://example.okta.com/u?after=a',
    'https://example.okta.com:8443/u',
    'https://example.okta.com.evil.com/u',
    'https://other-admin.okta.com/u',
    'https://example.okta.com@evil.com/u',
  ])('refuses %s', link => {
    expect(() => nextPage(`<${link}>; rel="next"`, here)).toThrow(UnexpectedReply);
  });
});

describe('the org', () => {
  it('is called by its own host, not by its admin twin', () => {
    expect(orgOf('https://example-admin.oktapreview.com/').baseUrl).toBe('https://example.oktapreview.com');
  });

  it.each([
    ['api/v1/users', '/api/v1/users'],
    ['/api/v1/users?limit=200', '/api/v1/users'],
    ['api/v1/users/00u1', '/api/v1/users/{id}'],
    ['api/v1/users/00u1/groups', '/api/v1/users'],
    ['api/v1/groups/00g1', '/api/v1/groups/{id}'],
    ['api/v1/groups/00g1/users', '/api/v1/groups'],
    ['api/v1/apps/0oa1/users', '/api/v1/apps'],
    ['api/v1/apps/0oa1/users/00u1', '/api/v1/apps'],
    ['api/v1/meta/schemas/user/default', '/api/v1'],
  ])('counts %s against %s (R4)', (path, bucket) => {
    expect(bucketOf(path)).toBe(bucket);
  });
});
