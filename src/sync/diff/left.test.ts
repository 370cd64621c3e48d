import { describe, expect, it } from 'vitest';
import { key } from '../../../test/directories.js';
import { syncName } from '../../model/ids.js';
import { type LeftAlone, leave } from './left.js';

describe('what is left alone of a person', () => {
  it('is kept whole, in the order in which it was found, for each person', () => {
    const left: LeftAlone = new Map();
    leave(left, key('ann'), { kind: 'updateOff', sync: syncName('staff') });
    leave(left, key('bob'), { kind: 'notCreated' });
    leave(left, key('ann'), { kind: 'notRenamed', rule: 'never' });
    expect([...left]).toEqual([
      [
        key('ann'),
        [
          { kind: 'updateOff', sync: 'staff' },
          { kind: 'notRenamed', rule: 'never' },
        ],
      ],
      [key('bob'), [{ kind: 'notCreated' }]],
    ]);
  });
});
