import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Interrupted, SyncError } from '../../src/errors.js';
import type { SourceDirectory } from '../../src/model/directory.js';
import { personId } from '../../src/model/ids.js';
import type { Emulator, Fault } from '../../src/sandbox/server.js';
import type { Source } from '../../src/sources/source.js';
import { membersByName } from './source.js';

/** People p0 to p24, all active, in the group All; p0 to p2 in Few. No page holds more than ten rows. */
export interface PagedFixture extends AsyncDisposable {
  readonly source: Source;
  readonly server: Pick<Emulator, 'fail' | 'heal' | 'requests'>;
  /** gives somebody another login */
  rename(who: string, login: string): void;
}

export const crowd = Array.from({ length: 25 }, (_, at) => `p${at}`);
export const paged = { users: crowd, groups: { All: crowd, Few: crowd.slice(0, 3) } };

const json = { 'content-type': 'application/json' };
const status = (code: number, body: unknown, headers: Record<string, string> = {}): Fault => ({
  ...{ kind: 'status', status: code, headers, body },
});

/** What servers and whatever stands before them answer on a bad day, besides the truth. */
const FAULTS: readonly (readonly [string, Fault])[] = [
  ['a 500', status(500, { message: 'broken' })],
  ['a 503 in HTML', status(503, '<html>later</html>')],
  ['a 401', status(401, {})],
  ['a 403', status(403, {})],
  ['a 404 in HTML', status(404, '<html>nothing here</html>')],
  ['a 404 of another program', status(404, { message: 'no route' })],
  ['a sign-in page as 200', status(200, '<!DOCTYPE html><html><title>Sign in</title></html>')],
  ['an object that says nothing', status(200, {})],
  ['null', status(200, 'null', json)],
  ['half of a JSON text', status(200, '[{"id":"p', json)],
  ['an empty 200', status(200, '')],
  ['a redirect', { kind: 'redirect', to: '/elsewhere' }],
  ['a broken connection', { kind: 'reset' }],
  ['half of an answer', { kind: 'halfBody' }],
];

const everything = { group: () => true };
const soon = () => ({ signal: new AbortController().signal });

/** What each source over HTTP must do where lists have several pages. `open` makes a fixture of its own for each test. */
export function describeSourceOverHttp(kind: string, open: () => Promise<PagedFixture>): void {
  describe(`a ${kind} source, page by page`, () => {
    it('reads everybody and each group to the end, and tells over how many pages (R1)', async () => {
      await using fixture = await open();

      const { people, evidence, ...rest } = await fixture.source.pull(everything, soon());

      expect([...people.keys()].sort()).toEqual([...crowd].sort());
      expect(membersByName({ people, evidence, ...rest })).toMatchObject({ All: [...crowd].sort(), Few: ['p0', 'p1', 'p2'] });
      const users = evidence.lists.find(({ what }) => what === 'users');
      expect(users).toMatchObject({ rows: 25, end: expect.stringMatching(/./) });
      expect(users?.pages).toBeGreaterThan(2);
      expect(evidence.calls).toBe(fixture.server.requests.length);
    });

    it.each(FAULTS)('loses nobody to %s, whichever request it strikes, once or for good (R1)', async (_, fault) => {
      await using fixture = await open();
      const whole = await fixture.source.pull(everything, soon());
      const { length } = fixture.server.requests;

      for (let skip = 0; skip < length; skip += 1)
        for (const times of [1, Number.POSITIVE_INFINITY]) {
          fixture.server.heal();
          fixture.server.fail(/./, fault, { skip, times });
          const found = await fixture.source.pull(everything, soon()).catch(failure);
          expect(found instanceof SyncError ? [] : lost(whole, found)).toEqual([]);
        }
    });

    it('stops in the middle of a read when asked to, and asks for nothing more', async () => {
      await using fixture = await open();
      const interrupt = new AbortController();
      fixture.server.fail(/./, { kind: 'hang' }, { skip: 3 });
      const reading = fixture.source.pull(everything, { signal: interrupt.signal }).catch(error => error);
      while (fixture.server.requests.length < 4) await setImmediate();
      interrupt.abort();

      expect(await reading).toBeInstanceOf(Interrupted);
      const sent = fixture.server.requests.length;
      for (let turns = 0; turns < 50; turns += 1) await setImmediate();
      expect(fixture.server.requests.length).toBe(sent);
    });

    it('knows somebody by the same id under another login (C3)', async () => {
      await using fixture = await open();
      fixture.rename('p7', 'new.name@example.com');

      const { people, groups } = await fixture.source.pull(everything, soon());

      expect(people.get(personId('p7'))?.login).toBe('new.name@example.com');
      expect([...groups.values()].find(({ name }) => name === 'All')?.members).toMatchObject({ ids: new Set(crowd) });
    });
  });
}

/** Rejections are ours, and say what to do; anything else is a bug. */
function failure(error: unknown): SyncError {
  if (!(error instanceof SyncError) || error.hint === '') throw error;
  return error;
}

/** Whom a read lacks, as a person or as a member, and does not say so. */
function lost(whole: SourceDirectory, found: SourceDirectory): readonly string[] {
  const people = [...whole.people.keys()].filter(id => !found.people.has(id));
  const members = Object.entries(membersByName(whole)).flatMap(([name, all]) => {
    const now = membersByName(found)[name] ?? [];
    return now === 'unknown' || String(now) === String(all) ? [] : [`${name}: ${now}`];
  });
  return [...people, ...members];
}
