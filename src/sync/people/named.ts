import { type PersonKey, splitPersonKey, type TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Link, StateStore } from '../../state/store.js';

/** Every open link, of whatever target. */
export async function openLinks(
  store: Pick<StateStore, 'links'>,
  targets: readonly { readonly target: { readonly name: TargetName } }[],
): Promise<readonly Link[]> {
  const links = await Promise.all(targets.map(({ target }) => store.links(target.name)));
  return links.flat().filter(({ status }) => status === 'open');
}

/** By what a linked person can be named without asking anybody: username, e-mail address, id at the source. */
export const namesOf = ({ person, values: { username, email } }: Link): readonly string[] =>
  [username, email, splitPersonKey(person).id].filter(name => name !== undefined);

/** The linked people whom a name means. Pure. */
export const linkedAs = (name: string, links: readonly Link[]): ReadonlySet<PersonKey> =>
  new Set(links.filter(link => namesOf(link).some(one => nameKey(one) === nameKey(name))).map(({ person }) => person));

/** With everybody who has the account of one of them (C4). Pure. */
export function withSharers(people: Iterable<PersonKey>, links: readonly Link[]): ReadonlySet<PersonKey> {
  const all = new Set(people);
  const place = ({ target, account }: Link) => `${target} ${account}`;
  const held = new Set(links.filter(({ person }) => all.has(person)).map(place));
  for (const link of links) if (held.has(place(link))) all.add(link.person);
  return all;
}
