import { Unavailable } from '../../../src/errors.js';
import type { Command, ExistingAccount, ExistingGroup, Outcome } from '../../../src/model/change.js';
import type { TargetGroup } from '../../../src/model/directory.js';
import { accountId, splitPersonKey, type TargetGroupId, targetGroupId } from '../../../src/model/ids.js';
import { nameKey } from '../../../src/model/names.js';
import type { Target } from '../../../src/targets/target.js';
import { JIRA } from '../../directories.js';
import { fold } from '../../expected/names.js';
import { sizesIn, someAccounts } from '../../some-people.js';
import { directoryOf } from '../../worlds.js';
import { type Company, type Holder, NOTHING_REMEMBERED, worldOf } from './company.js';
import type { Life } from './life.js';

/** What a command did, and what was there before. */
export interface Deed {
  readonly command: Command;
  /** the account that it is about, as it was; undefined: it was made */
  readonly before: Holder | undefined;
  /** the account made */
  readonly made: string | undefined;
  /** who was in the group that was deleted */
  readonly members: readonly string[];
}

export interface Watcher {
  /** a request has arrived, nothing is done yet; throws when rollcall must not ask for that */
  arrives(command: Command): void;
  /** something changed */
  happened(deed: Deed): void;
}

/** The product in memory: a username is somebody's, alone and in lower case; what is already so is said to be so. */
export function fakeTarget(company: Company, life: Life, watcher: Watcher): Target {
  let requests = 0;
  return {
    name: JIRA,
    parallelWrites: 2,
    capabilities: () => ({
      renameUsers: true,
      ending: 'switchOff',
      deleteUsers: true,
      renameGroups: false,
      deleteGroups: true,
      directMembers: true,
      updatableAttributes: ['username', 'email', 'displayName'],
      matchableAttributes: ['username', 'email', 'displayName'],
      limits: [],
    }),
    async read({ membersOf }) {
      if (company.isTargetDown) throw new Unavailable('the target answered 503', '');
      const directory = directoryOf(worldOf(company, NOTHING_REMEMBERED));
      const groups = new Map<TargetGroupId, TargetGroup>();
      for (const [id, group] of directory.groups) {
        const isRead = membersOf({ id: group.id, key: nameKey(group.name), name: group.name });
        groups.set(id, isRead ? group : { ...group, members: { kind: 'notRead' } });
      }
      return { ...directory, groups };
    },
    async readPeople(scope) {
      if (company.isTargetDown) throw new Unavailable('the target answered 503', '');
      return someAccounts(directoryOf(worldOf(company, NOTHING_REMEMBERED)), scope);
    },
    sizes: async groups => sizesIn(directoryOf(worldOf(company, NOTHING_REMEMBERED)), groups),
    responsibilities: async () => [],
    access: async () => ({ groups: [] }),
    apply: command =>
      life.request(() => {
        requests += 1;
        watcher.arrives(command);
        if (life.fate.kind === 'refused' && requests === life.fate.at) return failed('the target refuses it');
        const before = accountIn(command, company);
        const members = command.kind === 'deleteGroup' ? [...(company.teams.get(command.group.id)?.members ?? [])] : [];
        const outcome = obey(command, company);
        const made = command.kind === 'createUser' && outcome.kind === 'applied' ? outcome.account?.id : undefined;
        if (outcome.kind === 'applied') watcher.happened({ command, before, made, members });
        return outcome;
      }),
    storable(attribute, value) {
      const stored = value.normalize('NFC').trim();
      return { kind: 'ok', stored: attribute === 'username' ? stored.toLowerCase() : stored };
    },
    check: async () => [],
  };
}

const failed = (problem: string): Outcome => ({ kind: 'failed', problem, hint: '' });
const DONE: Outcome = { kind: 'applied' };
const SO: Outcome = { kind: 'alreadySo' };

function accountIn(command: Command, { accounts }: Company): Holder | undefined {
  const found = 'account' in command ? accounts.get(command.account.id) : undefined;
  return found === undefined ? undefined : { ...found };
}

const refOf = ({ id, username, name }: Holder): ExistingAccount => ({
  kind: 'existing',
  id: accountId(id),
  username,
  displayName: name,
});
const groupRef = (name: string): ExistingGroup => ({ kind: 'existing', id: targetGroupId(nameKey(name)), name });

function obey(command: Command, company: Company): Outcome {
  switch (command.kind) {
    case 'createUser':
      return create(command, company);
    case 'createGroup': {
      const key = fold(command.name);
      const group = groupRef(company.teams.get(key)?.name ?? command.name);
      if (company.teams.has(key)) return { kind: 'alreadySo', group };
      company.teams.set(key, { name: command.name, members: new Set(), readOnly: false });
      return { kind: 'applied', group };
    }
    case 'deleteGroup':
      return company.teams.delete(command.group.id) ? DONE : SO;
    case 'addMember':
    case 'removeMember':
      return setMember(command, company);
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'deactivateUser':
    case 'deleteUser':
      return changeAccount(command, company);
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
    case 'renameGroup':
      return failed(`this target knows no ${command.kind}`);
  }
}

const hasName = ({ accounts }: Company, username: string) =>
  [...accounts.values()].some(one => fold(one.username) === fold(username));

function create({ username, values, person }: Extract<Command, { kind: 'createUser' }>, company: Company): Outcome {
  if (hasName(company, username)) return failed(`the username ${username} is taken`);
  const made: Holder = {
    id: `n${++company.made}-${splitPersonKey(person).id}`,
    username,
    email: values.email ?? '',
    name: values.displayName ?? '',
    active: true,
    kind: 'person',
  };
  company.accounts.set(made.id, made);
  return { kind: 'applied', account: refOf(made) };
}

function setMember(command: Extract<Command, { kind: 'addMember' | 'removeMember' }>, company: Company): Outcome {
  const team = company.teams.get(command.group.id);
  const { id } = command.account;
  if (command.kind === 'removeMember') return team?.members.delete(id) === true ? DONE : SO;
  if (team === undefined || !company.accounts.has(id)) return failed('no such group, or no such account');
  if (team.members.has(id)) return SO;
  team.members.add(id);
  return DONE;
}

type OfAccount = Extract<Command, { kind: 'updateUser' | 'renameUser' | 'reactivateUser' | 'deactivateUser' | 'deleteUser' }>;

function changeAccount(command: OfAccount, company: Company): Outcome {
  const account = company.accounts.get(command.account.id);
  if (account === undefined) return command.kind === 'deleteUser' ? SO : failed('no such account');
  switch (command.kind) {
    case 'updateUser': {
      const { email, displayName } = command.values;
      if (email !== undefined) account.email = email;
      if (displayName !== undefined) account.name = displayName;
      return DONE;
    }
    case 'renameUser':
      if (hasName(company, command.username)) return failed(`the username ${command.username} is taken`);
      account.username = command.username;
      return DONE;
    case 'reactivateUser':
    case 'deactivateUser': {
      const active = command.kind === 'reactivateUser';
      if (account.active === active) return SO;
      account.active = active;
      return DONE;
    }
    case 'deleteUser':
      company.accounts.delete(account.id);
      for (const team of company.teams.values()) team.members.delete(account.id);
      return DONE;
  }
}
