import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnexpectedReply } from '../../errors.js';
import { targetName } from '../../model/ids.js';
import { everyRow } from './pages.js';

const session = { name: targetName('crowd') };
const namesUpTo = (length: number) => Array.from({ length }, (_, index) => `user${index}`);

/** A server that holds these rows and gives at most `cap` of them at once. */
const serverOf = (rowsAt: (call: number) => readonly string[], cap: number) => {
  let calls = 0;
  return {
    what: 'users',
    page: async (start: number, most: number) => rowsAt(calls++).slice(start, start + Math.min(most, cap)),
    keyOf: (row: string) => row,
  };
};

describe('a list without total and without next (R1, crowd sheet §4)', () => {
  it('is read whole, however few rows a server gives at once, and in whatever order (which is unsure)', async () => {
    const lists = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 2, max: 70 }), async (names, cap) => {
        const { rows } = await everyRow(
          session,
          serverOf(() => names, cap),
        );
        expect(rows).toEqual(names);
      }),
    );
  });

  it('is read again where somebody left while it was read, so that nobody is missed', async () => {
    const all = namesUpTo(9);
    const server = serverOf(call => (call === 0 ? all : all.slice(1)), 4);

    expect((await everyRow(session, server)).rows).toEqual(all.slice(1));
  });

  it('is not believed where `start-index` is not heeded, nor where it never stands still', async () => {
    const deaf = { ...serverOf(() => namesUpTo(9), 4), page: async () => namesUpTo(4) };
    const restless = serverOf(call => namesUpTo(9).slice(call), 2);

    await expect(everyRow(session, deaf)).rejects.toBeInstanceOf(UnexpectedReply);
    await expect(everyRow(session, restless)).rejects.toBeInstanceOf(UnexpectedReply);
  });

  it('is not believed where rows come one at a time: an end could not be told from a page', async () => {
    await expect(
      everyRow(
        session,
        serverOf(() => namesUpTo(3), 1),
      ),
    ).rejects.toBeInstanceOf(UnexpectedReply);
  });

  it('tells how many pages brought somebody', async () => {
    expect(
      (
        await everyRow(
          session,
          serverOf(() => namesUpTo(7), 3),
        )
      ).pages,
    ).toBe(3);
    expect(
      (
        await everyRow(
          session,
          serverOf(() => [], 3),
        )
      ).pages,
    ).toBe(1);
  });
});
