import type { TargetDirectory } from '../model/directory.js';
import type { NameKey } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { AttributeName, DesiredPerson } from '../model/wish.js';
import type { Link } from '../state/store.js';
import type { ReadScope } from '../targets/target.js';
import type { Mapped } from './map.js';
import { mapRemembered } from './map-remembered.js';
import { asDirectory, contestable, scopeOf as peopleScope } from './people/read-them.js';
import type { TargetPlanInput } from './plan-input.js';
import { administratorsOf } from './privileged.js';
import { type Remembered, remember } from './remembered.js';
import { storedOr } from './stored.js';
import { entriesOf } from './undo/compare.js';
import { reachOf } from './undo/reach.js';

interface Asked {
  readonly input: TargetPlanInput;
  readonly actual: TargetDirectory;
  /** what is remembered, where nothing can have changed since */
  readonly before?: Remembered;
  /** of a whole run: what was remembered before the read, and what the syncs want by that */
  readonly first?: First;
}

interface First {
  readonly known: Remembered;
  readonly mapped: Mapped;
}

/** The target, as far as the run needs it; a run for some people may find that it needs to ask for more of them. */
export async function readTarget(input: TargetPlanInput): Promise<Asked> {
  const { people } = input;
  if (people === undefined) {
    const known = await remember(input);
    const first = { known, mapped: mapRemembered(input, known) };
    return { input, first, actual: await readInPlay(input, await scopeOfRead(input, first)) };
  }
  const before = await remember(input);
  const wanted = [...mapRemembered(input, before).desired.people.values()];
  const actual = await readThem(input, before, wanted);
  const open = contestable(actual, wanted, before.links);
  if (open.length === 0) return { input, before, actual: asDirectory(actual) };
  const also = await people.alsoLike(open);
  const more = { ...input, pulled: new Map([...also].filter(([name]) => input.pulled.has(name))) };
  const all = [...mapRemembered(more, before).desired.people.values()];
  return { input: more, before, actual: asDirectory(await readThem(more, before, all)) };
}

/** Their accounts, and those that they could be taken for. */
function readThem(input: TargetPlanInput, { links }: Remembered, people: readonly DesiredPerson[]) {
  const stored = (attribute: AttributeName, value: string) => storedOr(input.target, attribute, value);
  return input.target.readPeople(peopleScope(people, links, input.syncs, stored), input.read);
}

/** As far as both sides must be known (R3). */
async function scopeOfRead(input: TargetPlanInput, { known, mapped }: First): Promise<ReadScope> {
  const entries = input.undo === undefined ? [] : await entriesOf(input.store, input.undo.run, input.target.name);
  const reach = reachOf(entries);
  const asked = input.trace?.group === undefined ? [] : [nameKey(input.trace.group)];
  return {
    membersOf: inPlay(mapped, known, new Set([...reach.groups, ...asked]), input),
    accounts: [...new Set([...linkedAccounts(known.links), ...reach.accounts])],
  };
}

/**
 * R3: the groups that rules name, those that are ours already or in which something was granted (U3), those of a broken run's open
 * changes and of a run to take back, and the protected ones.
 */
function inPlay(
  { desired }: Mapped,
  { managed, ledger }: Remembered,
  touched: ReadonlySet<NameKey>,
  { rules, openGroups }: TargetPlanInput,
): ReadScope['membersOf'] {
  const ours = new Set(managed.map(({ name }) => nameKey(name)));
  const granted = new Set(ledger.map(({ group }) => group));
  return ({ id, key, name }) =>
    desired.groups.has(key) ||
    ours.has(key) ||
    granted.has(id) ||
    openGroups.has(key) ||
    touched.has(key) ||
    rules.protect.groups.matches(name);
}

/** C5: a link is closed only when its account is known to be gone, not when a list merely leaves it out. */
const linkedAccounts = (links: readonly Link[]) => links.flatMap(({ account, status }) => (status === 'open' ? [account] : []));

/**
 * Who is an administrator must be known before a match key is believed (C2), and which groups make one the target tells only
 * with a read: one that left their members out is asked once more.
 */
async function readInPlay({ target, read }: TargetPlanInput, inPlay: ReadScope): Promise<TargetDirectory> {
  const actual = await target.read(inPlay, read);
  const { looksLikeOne: isAdministrators } = administratorsOf(actual);
  const isLeftOut = [...actual.groups.values()].some(({ name, members }) => members.kind === 'notRead' && isAdministrators(name));
  return isLeftOut
    ? target.read({ ...inPlay, membersOf: group => inPlay.membersOf(group) || isAdministrators(group.name) }, read)
    : actual;
}
