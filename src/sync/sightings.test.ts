import { describe, expect, it } from 'vitest';
import { hoursBefore, inactive, key, NOW, OKTA, person, pulled, unread } from '../../test/directories.js';
import { expression, sync } from '../../test/rules.js';
import { providerId, syncName } from '../model/ids.js';
import { type SightingInput, sight } from './sightings.js';

const dropsAll = sync({ users: { filter: expression('false', () => false) } });
const before = [{ person: key('ann'), sync: syncName('staff'), since: hoursBefore(30), reads: 1, why: 'dropped by the filter' }];
const seen = (input: Partial<SightingInput>) =>
  sight({
    provider: OKTA,
    pulled: pulled({ people: [person('ann')] }),
    syncs: [dropsAll],
    linked: new Set([key('ann')]),
    before,
    now: NOW,
    ...input,
  });

describe('U2: who seems gone, since when and in how many complete reads', () => {
  it('a first sighting begins now', () => {
    expect(seen({ before: [] })).toMatchObject([{ person: key('ann'), since: NOW, reads: 1 }]);
  });

  it('each complete read counts, from the first on', () => {
    expect(seen({})).toMatchObject([{ since: hoursBefore(30), reads: 2 }]);
  });

  it('an unread source counts nothing and forgets nothing', () => {
    expect(seen({ pulled: unread() })).toEqual(before);
  });

  it('who is back starts anew', () => {
    expect(seen({ syncs: [sync()] })).toEqual([]);
  });

  it('a stated leaver needs no sighting', () => {
    expect(seen({ pulled: pulled({ people: [inactive('ann')] }) })).toEqual([]);
  });

  it('unknown is neither another sighting nor the end of the earlier ones', () => {
    expect(seen({ pulled: pulled({}) })).toEqual(before);
  });

  it('only linked people of this provider are watched', () => {
    expect(seen({ linked: new Set([key('ann', providerId('other'))]), before: [] })).toEqual([]);
  });

  it('the sightings of other syncs stay as they were', () => {
    const others = before.map(one => ({ ...one, sync: syncName('guests') }));
    expect(seen({ before: others }).map(({ sync: name }) => name)).toEqual(['guests', 'staff']);
  });
});
