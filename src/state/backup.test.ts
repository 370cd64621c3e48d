import { describe, expect, it } from 'vitest';
import { StateError } from '../errors.js';
import { targetName } from '../model/ids.js';
import { openStore } from './sqlite.js';
import { fill, kept, nothing } from './test-backup.js';
import { freshState, jira, link, now, start } from './test-state.js';

const add = { replace: false };

describe('what cannot be read again (DESIGN §5)', () => {
  it('is the same in the state that takes it in, and nothing else comes with it', async () => {
    await using one = await freshState();
    await using two = await freshState();
    await fill(one.store);
    await one.store.putFact(jira, { kind: 'readOnlyGroup', group: kept.ledger[0]?.group ?? expect.fail() }, now().toISOString());

    await two.store.beginRun(start);
    await two.store.restore({ ...(await one.store.backup()), lastRun: 41 }, add);

    expect(await two.store.backup()).toEqual(kept);
    expect(await two.store.facts(jira)).toEqual([]);
    expect(await two.store.lastApproved(jira)).toBeUndefined();
  });

  it('is read by who may not write, also of targets that the config has no more', async () => {
    await using state = await freshState();
    await fill(state.store);
    await state.store.putLink(link('ann', 'x', { target: targetName('gone') }));
    await using reader = await openStore(state.file, { now, readOnly: true });

    expect((await reader.backup()).links.map(({ target }) => target)).toContain('gone');
  });

  it('numbers runs on from the last one there, so that no later run has the number of one that is told of', async () => {
    await using state = await freshState();
    await state.store.beginRun(start);
    await state.store.restore(kept, add);

    expect(await state.store.beginRun(start)).toBe(42);
    await state.store.restore({ ...nothing, lastRun: 3 }, { replace: true });
    expect(await state.store.beginRun(start)).toBe(43);
  });

  it('is refused where something is remembered, which is told, and stays', async () => {
    await using state = await freshState();
    await state.store.putLink(link('eve', 'e1'));

    await expect(state.store.restore(kept, add)).rejects.toMatchObject({
      name: 'StateError',
      message: expect.stringContaining('remembers links (1)'),
      hint: expect.stringContaining('--replace'),
    });
    expect((await state.store.backup()).links).toEqual([link('eve', 'e1')]);
  });

  it('takes the place of what is remembered only when told so', async () => {
    await using state = await freshState();
    await state.store.beginRun(start);
    await fill(state.store);
    const [first] = kept.links;
    const links = first === undefined ? [] : [first];

    await state.store.restore({ ...nothing, links }, { replace: true });

    expect(await state.store.backup()).toEqual({ ...nothing, links, pauses: kept.pauses, lastRun: 1 });
  });

  it('is taken in whole or not at all: two people of one provider for one account', async () => {
    await using state = await freshState();
    await state.store.putLink(link('eve', 'e1'));
    const twice = { ...kept, links: [...kept.links, link('zoe', 'a1')] };

    await expect(state.store.restore(twice, { replace: true })).rejects.toThrow(StateError);

    expect(await state.store.backup()).toEqual({ ...nothing, links: [link('eve', 'e1')] });
  });

  it('never lifts or loosens a pause that is in force: who pauses first and imports then stays paused', async () => {
    await using state = await freshState();
    const mine = {
      target: jira,
      level: 'everything',
      until: undefined,
      reason: 'lost',
      by: 'bob',
      since: now().toISOString(),
    } as const;
    await state.store.putPause(mine);

    await state.store.restore(kept, add);

    const pauses = await state.store.pauses();
    expect(pauses.find(({ target }) => target === jira)).toEqual(mine);
    expect(pauses).toHaveLength(2);
  });
});
