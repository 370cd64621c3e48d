import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guidBytes, guidText, primarySid, sidText } from './binary.js';

describe('an objectGUID', () => {
  it('is written with its first three parts turned round', () =>
    expect(guidText(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))).toBe('33221100-5544-7766-8899-aabbccddeeff'));

  it('is the same there and back', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(array => Buffer.from(array));
    fc.assert(
      fc.property(bytes, guid => {
        expect(guidBytes(guidText(guid) ?? '')).toEqual(guid);
      }),
    );
  });

  it('is nothing else', () => {
    expect(guidText(Buffer.from('short'))).toBeUndefined();
    expect(guidBytes('ann')).toBeUndefined();
  });
});

describe('an objectSid', () => {
  const sid = Buffer.from('010500000000000515000000aabbccdd0102030411223344f4010000', 'hex');

  it('is written as Windows writes it', () => expect(sidText(sid)).toBe('S-1-5-21-3721182122-67305985-1144201745-500'));

  it('is nothing else', () => expect(sidText(sid.subarray(0, 20))).toBeUndefined());

  it('names the primary group of its domain', () => expect(primarySid('S-1-5-21-7-8-9-500', '513')).toBe('S-1-5-21-7-8-9-513'));
});
