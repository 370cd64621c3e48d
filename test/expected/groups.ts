import { fold, isNamed, isPrivileged } from './names.js';
import { type Accounts, standingOf } from './people.js';
import type { Mode, World } from './world.js';

/** What the rules say of one target group. */
export interface WantedGroup {
  readonly name: string;
  readonly mode: Mode;
  /** people whom a rule gives it; `newUsers` is owed to new accounts only */
  readonly members: ReadonlySet<string>;
  readonly forNewUsers: boolean;
  /** something that would fill it is not known: who else belongs in it is not known either */
  readonly unknown: boolean;
  /** at least one known source group, or a default, stands behind it */
  readonly isBacked: boolean;
}

interface Part {
  readonly name: string;
  readonly mode: Mode;
  readonly spelled: boolean;
  readonly members: readonly string[] | 'unknown';
  readonly isBacked: boolean;
  readonly decides: boolean;
  readonly forNewUsers: boolean;
}

/** G1 to G5, G7. */
export function wantedGroups(world: World): readonly WantedGroup[] {
  const parts = [...manualParts(world), ...onTheFlyParts(world), ...defaultParts(world)];
  const names = new Set(parts.map(({ name }) => fold(name)));
  return [...names].flatMap(
    name =>
      groupFrom(
        parts.filter(part => fold(part.name) === name),
        world,
      ) ?? [],
  );
}

function groupFrom(parts: readonly Part[], { config, target }: World): WantedGroup | undefined {
  const name = (parts.find(({ spelled }) => spelled) ?? parts[0])?.name ?? '';
  const privileged = isPrivileged(name, [...target.administratorGroups, ...config.protectGroups]);
  // a pattern never reaches a privileged group
  const reaching = privileged ? parts.filter(({ spelled }) => spelled) : parts;
  if (reaching.length === 0) return undefined;
  const deciding = parts.filter(({ decides }) => decides);
  const modes = (deciding.length > 0 ? deciding : parts).map(({ mode }) => mode);
  const gentlest = (['additive', 'granted', 'managed', 'strict'] as const).find(mode => modes.includes(mode)) ?? 'additive';
  return {
    name,
    mode: gentlest,
    members: new Set(reaching.flatMap(({ members }) => (members === 'unknown' ? [] : members))),
    forNewUsers: reaching.some(({ forNewUsers }) => forNewUsers),
    unknown: parts.some(({ members }) => members === 'unknown'),
    isBacked: reaching.some(part => part.isBacked),
  };
}

const matches = (text: string, name: string): boolean =>
  text.startsWith('/') ? new RegExp(text.slice(1, -1), 'iu').test(name.normalize('NFC')) : fold(text) === fold(name);

const counted = ({ source, config }: World) =>
  source.groups.filter(({ name }) => !config.groups.exclude.some(text => matches(text, name)));

/** Through one source group: those of its members who are wanted. Two groups of one name are a conflict. */
function through(group: World['source']['groups'][number], world: World): Pick<Part, 'members' | 'isBacked'> {
  const isAlone = counted(world).filter(({ name }) => fold(name) === fold(group.name)).length === 1;
  if (!isAlone) return { members: 'unknown', isBacked: false };
  if (group.members === 'unknown') return { members: 'unknown', isBacked: true };
  return { members: group.members.filter(id => standingOf(id, world) === 'wanted'), isBacked: true };
}

function manualParts(world: World): Part[] {
  const { groups } = world.config;
  return groups.manual.flatMap(({ from, to, mode }) => {
    const common = { name: to, mode: mode ?? groups.mode, spelled: true, decides: true, forNewUsers: false };
    if (!world.source.read) return [{ ...common, members: 'unknown' as const, isBacked: false }];
    return from.flatMap((text): Part[] => {
      const named = counted(world).filter(({ name }) => matches(text, name));
      if (named.length === 0) return [{ ...common, members: 'unknown', isBacked: false }];
      return named.map(group => ({ ...common, ...through(group, world) }));
    });
  });
}

function onTheFlyParts(world: World): Part[] {
  const { groups } = world.config;
  if (!world.source.read) return [];
  return counted(world).flatMap((group): Part[] => {
    if (groups.manual.some(({ from }) => from.some(text => matches(text, group.name)))) return [];
    for (const { match, to } of groups.onTheFly) {
      const found = new RegExp(`^(?:${match})$`, 'iu').exec(group.name.normalize('NFC'));
      if (found === null) continue;
      const name = to === undefined ? group.name : to.replace('{team}', found.groups?.team ?? '');
      if (name.trim() === '') return [];
      return [{ name, mode: groups.mode, spelled: false, decides: true, forNewUsers: false, ...through(group, world) }];
    }
    return [];
  });
}

function defaultParts(world: World): Part[] {
  const { groups } = world.config;
  const wanted = world.source.people.map(({ id }) => id).filter(id => standingOf(id, world) === 'wanted');
  const unknown = !world.source.read;
  return [
    ...groups.allUsers.map(
      (name): Part => ({
        name,
        mode: groups.mode,
        spelled: true,
        decides: true,
        forNewUsers: false,
        isBacked: false,
        members: unknown ? 'unknown' : wanted,
      }),
    ),
    ...groups.newUsers.map(
      (name): Part => ({
        name,
        mode: 'additive',
        spelled: true,
        decides: false,
        forNewUsers: true,
        isBacked: false,
        members: unknown ? 'unknown' : [],
      }),
    ),
  ];
}

/** Who is in a group that is there, when all is done. */
export function membersAfter(
  group: World['target']['groups'][number],
  wanted: WantedGroup | undefined,
  accounts: Accounts,
  usable: ReadonlyMap<string, string>,
  world: World,
): readonly string[] {
  const ledger = world.memory.ledger.filter(row => fold(row.group) === fold(group.name));
  const removed = group.members.filter(account => {
    const inLedger = ledger.find(row => row.account === account);
    if (isUntouchable(account, world)) return false;
    return (
      isRemovedGrant(account, inLedger !== undefined, group, accounts, world) ||
      (wanted === undefined
        ? isExcluded(account, inLedger?.by, group, accounts, world)
        : isRemoved(account, inLedger?.by, group, wanted, accounts, world))
    );
  });
  const added = wanted === undefined || group.readOnly ? [] : additions(wanted, usable, world);
  return [...new Set([...group.members.filter(account => !removed.includes(account)), ...added])];
}

export function additions({ members, forNewUsers }: WantedGroup, usable: ReadonlyMap<string, string>, world: World): string[] {
  return [...usable].flatMap(([person, account]) => {
    const isNew = account.startsWith('new ');
    return (members.has(person) || (forNewUsers && isNew)) && !isUntouchable(account, world) ? [account] : [];
  });
}

/** `protect.users`, ignored ones, ourselves: nothing is changed of them. */
export function isUntouchable(id: string, { target, config }: World): boolean {
  const account = target.accounts.find(one => one.id === id);
  return (
    id === target.self || (account !== undefined && isNamed(account.username, [...config.protectUsers, ...config.ignoreUsers]))
  );
}

/** U3: `removeGroups` takes the ledger's memberships of a leaver; of a protected group only a stated one's. */
function isRemovedGrant(
  account: string,
  inLedger: boolean,
  group: World['target']['groups'][number],
  accounts: Accounts,
  world: World,
): boolean {
  const owner = accounts.ownerOf.get(account);
  if (
    owner === undefined ||
    !inLedger ||
    group.readOnly ||
    world.config.leavers !== 'removeGroups' ||
    !accounts.accountOf.has(owner)
  )
    return false;
  const standing = standingOf(owner, world);
  if (standing === 'stated leaver') return true;
  return standing === 'inferred leaver' && !isNamed(group.name, world.config.protectGroups);
}

/** G5: what each mode takes from whom nobody wants there; unknown is never "not wanted". */
function isRemoved(
  account: string,
  by: string | undefined,
  group: World['target']['groups'][number],
  wanted: WantedGroup,
  accounts: Accounts,
  world: World,
): boolean {
  if (wanted.unknown || group.readOnly || isNamed(group.name, world.config.protectGroups) || by === 'newUsers') return false;
  const owner = accounts.ownerOf.get(account);
  if (owner === undefined) return wanted.mode === 'strict' && isNobodys(account, wanted, accounts, world);
  if (standingOf(owner, world) !== 'wanted' || wanted.members.has(owner)) return false;
  if (wanted.mode === 'granted') return by !== undefined;
  return wanted.mode !== 'additive';
}

/** G6: no rule maps to the group, and an exclusive sync owns somebody in it; unknown is never "not wanted". */
function isExcluded(
  account: string,
  by: string | undefined,
  { name, readOnly }: World['target']['groups'][number],
  accounts: Accounts,
  world: World,
): boolean {
  const { config, source, memory, target } = world;
  if (!config.groups.exclusive || !source.read || readOnly || by === 'newUsers') return false;
  if (isPrivileged(name, [...target.administratorGroups, ...config.protectGroups])) return false;
  if (isNamed(name, memory.unsettled ?? [])) return false;
  const isOurs = isNamed(name, [...memory.adopted, ...memory.ledger.map(({ group }) => group)]);
  const owner = accounts.ownerOf.get(account);
  return isOurs && owner !== undefined && standingOf(owner, world) === 'wanted';
}

function isNobodys(account: string, wanted: WantedGroup, accounts: Accounts, world: World): boolean {
  const undecided = [...wanted.members].some(person => accounts.undecided.has(person));
  return world.source.read && !accounts.claimed.has(account) && !undecided;
}
