import type { ListEvidence, SourcePeople } from '../model/directory.js';
import { withEvidence } from './evidence.js';
import type { FoundPeople } from './source.js';

/** What `pullPeople` finds, before it is said whose it is and what it took. */
export interface SomePeople
  extends Pick<FoundPeople, 'lookedUp' | 'byLogin'>,
    Pick<SourcePeople, 'people' | 'groups' | 'quarantined'> {
  readonly lists: readonly ListEvidence[];
}

/** The same as an answer. */
export async function foundPeople(
  api: { readonly calls: number },
  provider: SourcePeople['provider'],
  find: () => Promise<SomePeople>,
): Promise<FoundPeople> {
  const { lookedUp, byLogin, ...directory } = await withEvidence(api, provider, find);
  return { directory, lookedUp, byLogin };
}
