import type { ListEvidence, SourcePeople } from '../model/directory.js';

/** Reads, and says of what was read whose it is, when that began, how many calls it took, and which lists it rests on. */
export async function withEvidence<T extends { readonly lists: readonly ListEvidence[] }>(
  api: { readonly calls: number },
  provider: SourcePeople['provider'],
  read: () => Promise<T>,
): Promise<Omit<T, 'lists'> & Pick<SourcePeople, 'provider' | 'evidence'>> {
  const readAt = new Date().toISOString();
  const before = api.calls;
  const { lists, ...found } = await read();
  return { ...found, provider, evidence: { readAt, calls: api.calls - before, lists } };
}

/** Says of the list of users how many guests in it are left out. */
export const withoutGuests = (evidence: ListEvidence, guests: number): ListEvidence =>
  guests === 0
    ? evidence
    : { ...evidence, end: `${evidence.end}; ${guests} ${guests === 1 ? 'guest counts' : 'guests count'} as nobody` };
