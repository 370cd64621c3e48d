import { Unavailable } from '../../../src/errors.js';
import type { SourceGroup } from '../../../src/model/directory.js';
import { type SourceGroupId, sourceName } from '../../../src/model/ids.js';
import type { LookedUp, Source } from '../../../src/sources/source.js';
import { OKTA } from '../../directories.js';
import { someOf } from '../../some-people.js';
import { setupOf } from '../../worlds.js';
import { type Company, NOTHING_REMEMBERED, worldOf } from './company.js';

/** The identity provider in memory. `asked` collects of whom it was asked by id. */
export function fakeSource(company: Company, asked: Set<string>): Source {
  const refuse = () => {
    if (company.isSourceDown) throw new Unavailable('the source answered 503', '');
  };
  return {
    name: sourceName('okta'),
    provider: OKTA,
    async pull({ group: isNamed }) {
      refuse();
      const { pulled } = setupOf(worldOf(company, NOTHING_REMEMBERED));
      const [read] = [pulled].flat();
      if (read?.kind !== 'read') throw new Error('the source is up');
      const groups = new Map<SourceGroupId, SourceGroup>();
      for (const [id, group] of read.directory.groups)
        groups.set(id, isNamed(group) ? group : { ...group, members: { kind: 'notRead' } });
      return { ...read.directory, groups };
    },
    async pullPeople(whom) {
      refuse();
      const [read] = [setupOf(worldOf(company, NOTHING_REMEMBERED)).pulled].flat();
      if (read?.kind !== 'read') throw new Error('the source is up');
      return someOf(read.directory, whom, id => answerOf(company, id));
    },
    async lookup(ids) {
      refuse();
      return new Map(
        ids.map((id): [typeof id, LookedUp] => {
          asked.add(id);
          return [id, answerOf(company, id)];
        }),
      );
    },
    check: async () => [],
  };
}

function answerOf({ people }: Company, id: string): LookedUp {
  switch (people.get(id)?.whereabouts) {
    case 'listed':
      return { kind: 'present' };
    case 'inactive':
      return { kind: 'inactive', status: 'DEPROVISIONED' };
    case 'outOfScope':
      return { kind: 'outOfScope', why: 'not assigned to the app' };
    case 'unknown':
      return { kind: 'unknown', why: '503' };
    case 'deleted':
    case undefined:
      return { kind: 'deleted' };
  }
}
