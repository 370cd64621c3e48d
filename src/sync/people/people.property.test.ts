import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { key } from '../../../test/directories.js';
import type { World } from '../../../test/expected/index.js';
import { planFor, type Setup } from '../../../test/planning.js';
import { someOf } from '../../../test/some-people.js';
import { setupOf, worlds } from '../../../test/worlds.js';
import type { Person } from '../../model/directory.js';
import { type PersonKey, personId } from '../../model/ids.js';
import { changesOf, type Plan } from '../../model/plan.js';
import type { Link } from '../../state/store.js';
import type { Pulled } from '../judge.js';
import type { AskedPeople } from './asked.js';

const readable = worlds.map((world): World => ({ ...world, source: { ...world.source, read: true } }));

function asked(setup: Setup, who: PersonKey, id: string): AskedPeople {
  const [whole] = [setup.pulled].flat();
  if (whole?.kind !== 'read') throw new Error('the source is read');
  const pulled = (alike: readonly Pick<Person, 'login' | 'email'>[]): ReadonlyMap<Pulled['source'], Pulled> => {
    const whom = { ids: [personId(id)], logins: [], alike };
    const found = someOf(whole.directory, whom, one => whole.lookedUp.get(one) ?? { kind: 'unknown', why: 'not looked up' });
    const { directory, lookedUp } = found;
    return new Map([[whole.source, { kind: 'some', source: whole.source, directory, lookedUp, asked: new Set([personId(id)]) }]]);
  };
  return { kind: 'sync', logins: [id], people: new Set([who]), pulled: pulled([]), alsoLike: async accounts => pulled(accounts) };
}

/** Everything that a plan wants, done or held, of one person's account; groups are made for whoever needs them. */
function about(plan: Plan, who: PersonKey, links: readonly Link[]): string[] {
  // whose link a plan closes has no account any more: what `strict` does to that one is about nobody (C5)
  const open = links.filter(({ person, status }) => person === who && status === 'open' && !plan.closedLinks.includes(who));
  const mine = new Set(open.map(({ account }) => account));
  for (const { person, account } of plan.links) if (person === who && account.kind === 'existing') mine.add(account.id);
  const changes = [...changesOf(plan), ...plan.held.map(({ change }) => change)];
  const theirs = changes.filter(change => {
    if (change.reasons.some(({ kind }) => kind === 'orphan' || kind === 'retired')) return false;
    if (change.kind === 'createUser') return change.person === who;
    if (!('account' in change)) return false;
    return change.account.kind === 'existing' ? mine.has(change.account.id) : change.account.person === who;
  });
  return [...new Set(theirs.map(({ id }) => id))].toSorted();
}

describe('a run for one person (DESIGN §2)', () => {
  it('does for them exactly what a run for everybody would do, and nothing for anybody else', async () => {
    await fc.assert(
      fc.asyncProperty(readable, fc.constantFrom('p0', 'p1', 'p2', 'gone1'), async (world, id) => {
        const who = key(id);
        const setup = setupOf(world);
        const [read] = [setup.pulled].flat();
        const isKnown = read?.kind === 'read' && read.directory.people.has(personId(id));
        fc.pre(isKnown || (setup.links ?? []).some(({ person }) => person === who));
        const people = asked(setup, who, id);

        const whole = await planFor(setup);
        const some = await planFor({ ...setup, pulled: [...people.pulled.values()], people });

        expect(about(some, who, setup.links ?? [])).toEqual(about(whole, who, setup.links ?? []));
        const rest = changesOf(some).filter(({ kind }) => kind !== 'createGroup');
        expect(rest.map(({ id }) => id).toSorted()).toEqual(
          about({ ...some, held: [] }, who, setup.links ?? []).filter(one => rest.some(({ id }) => id === one)),
        );
        expect(some.takes).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
