import { pathSegment } from '../../http/address.js';
import type { Account } from '../../model/directory.js';
import type { AccountId, TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import { withNested } from './nested.js';
import { groupIdOf, type Permission, Permissions } from './schema.js';
import { api, ask, CONCURRENCY, read, type Session } from './session.js';
import { hasPermissions } from './versions.js';

/** Whom global permissions are granted to. */
export interface Granted {
  /** groups of Confluence administrators and system administrators */
  readonly administrators: readonly string[];
  /** whoever is in one of these groups may get in, and takes a seat */
  readonly users: readonly string[];
  /** display names of the people who are administrators by themselves: nothing else of them is told */
  readonly people: readonly string[];
}

/** undefined: this version does not tell, or our account may not see it. */
export async function readGranted(session: Session, signal: AbortSignal): Promise<Granted | undefined> {
  const rows = await permissionsAt(session, 'permissions', signal);
  if (rows === undefined) return undefined;
  const subjects = (type: string, isOne: (permission: Permission) => boolean) =>
    rows.flatMap(row => {
      const name = row.subject?.type === type ? (row.subject.name ?? row.subject.displayName) : undefined;
      return name !== undefined && isOne(row) ? [name] : [];
    });
  return {
    administrators: [...new Set(subjects('group', isAdministrators))],
    users: [...new Set(subjects('group', letsIn))],
    people: subjects('user', isAdministrators),
  };
}

/** Whether an account gets in by a permission of its own, whatever its groups. undefined: this version does not tell. */
export async function hasOwnAccess(session: Session, id: AccountId, signal: AbortSignal): Promise<boolean | undefined> {
  return (await permissionsAt(session, ownPath(session, id), signal))?.some(letsIn);
}

/** The administrators' groups: those that the settings name, those that Confluence tells, and those nested in them. */
export async function administratorsOf(
  session: Session,
  granted: Granted | undefined,
  groups: ReadonlyMap<TargetGroupId, unknown>,
  options: ReadOptions,
): Promise<ReadonlySet<string>> {
  const named = new Set([...session.settings.administratorGroups, ...(granted?.administrators ?? [])]);
  const { names } = await withNested(
    session,
    [...named].filter(name => groups.has(groupIdOf(name))),
    options,
  );
  return new Set([...named, ...names]);
}

/** Who of `accounts` is an administrator without any group. Several may have one name: each is asked about (sheet §4). */
export async function ownAdministrators(
  session: Session,
  granted: Granted | undefined,
  accounts: Iterable<Account>,
  signal: AbortSignal,
): Promise<ReadonlySet<AccountId>> {
  const names = new Set((granted?.people ?? []).map(nameKey));
  const maybe = [...accounts].filter(account => names.has(nameKey(account.displayName)) || names.has(nameKey(account.username)));
  const administrators = new Set<AccountId>();
  await inParallel(maybe, CONCURRENCY, signal, async ({ id }, either) => {
    const rows = await permissionsAt(session, ownPath(session, id), either);
    if (rows === undefined || rows.some(isAdministrators)) administrators.add(id);
  });
  return administrators;
}

const ownPath = ({ name }: Session, id: AccountId) => `permissions/user/${pathSegment(id, name)}`;

async function permissionsAt(session: Session, path: string, signal: AbortSignal): Promise<readonly Permission[] | undefined> {
  if (!hasPermissions(session.known.version)) return undefined;
  const reply = await ask(session, api(path), {}, [403, 404], signal);
  return reply.status === 403 || reply.status === 404 ? undefined : read(session, Permissions, reply);
}

/** "application administer" and "system administer" */
const isAdministrators = ({ operation: { targetType, operationKey } }: Permission) =>
  ['application', 'system'].includes(targetType) && operationKey === 'administer';
const letsIn = (row: Permission) =>
  isAdministrators(row) || (row.operation.targetType === 'application' && row.operation.operationKey === 'use');
