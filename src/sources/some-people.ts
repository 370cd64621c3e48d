import type { ListEvidence, SourcePeople } from '../model/directory.js';
import type { FoundPeople } from './source.js';

/** What `pullPeople` finds, before it is said whose it is and what it took. */
export interface SomePeople
  extends Pick<FoundPeople, 'lookedUp' | 'byLogin'>,
    Pick<SourcePeople, 'people' | 'groups' | 'quarantined'> {
  readonly lists: readonly ListEvidence[];
}

/** The same as an answer. `readAt`: when the read began; `calls`: how many it took. */
export function foundPeople(
  some: SomePeople,
  { provider, readAt, calls }: Pick<SourcePeople, 'provider'> & Pick<SourcePeople['evidence'], 'readAt' | 'calls'>,
): FoundPeople {
  const { lookedUp, byLogin, lists, people, groups, quarantined } = some;
  return { directory: { provider, people, groups, quarantined, evidence: { readAt, calls, lists } }, lookedUp, byLogin };
}
