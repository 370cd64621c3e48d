import { describe, expect, it } from 'vitest';
import { storable } from './storable.js';

describe('confluence-dc stores (U8)', () => {
  it.each([
    ['username', 'Ada', 'ada'],
    ['group', 'Team Blue', 'team blue'],
    ['displayName', ' Ada Okafor ', 'Ada Okafor'],
    ['email', ' Ada@Example.com ', 'Ada@Example.com'],
  ] as const)('%s %j as %j', (attribute, value, stored) => {
    expect(storable(attribute, value)).toEqual({ kind: 'ok', stored });
  });

  it.each([
    ...['a+b@example.com', 'a b', 'a\\b', 'a,b', 'a<b', 'a>b', "a'b", 'a"b', 'anonymous', 'a/b', 'a;b', 'a%b', '', '..'].map(
      value => ['username', value] as const,
    ),
    ...['a<b', 'a>b', 'Anonymous', ' '].map(value => ['displayName', value] as const),
    ...['nobody', 'a b@example.com', ''].map(value => ['email', value] as const),
    ...['', ' team', '..', 'a\u0000b', 'x'.repeat(256)].map(value => ['group', value] as const),
  ])('no %s %j', (attribute, value) => {
    expect(storable(attribute, value)).toMatchObject({ kind: 'cannot', why: expect.stringMatching(/./) });
  });

  it.each([
    ['8.5.4', 'cannot'],
    ['9.2.0', 'ok'],
    ['9.2.21', 'ok'],
    ['9.3.2', 'cannot'],
    ['10.0.3', 'cannot'],
    ['10.1.1', 'cannot'],
    ['10.1.2', 'ok'],
    ['10.2.14', 'ok'],
    [undefined, 'ok'],
  ])('a group name with a / in %s: %s (sheet §3)', (version, kind) => {
    expect(storable('group', 'dev/ops', version).kind).toBe(kind);
  });
});
