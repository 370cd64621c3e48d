import { Permissions } from './schema.js';
import { api, ask, read, type Session } from './session.js';
import { hasPermissions } from './versions.js';

/** The groups that global permissions are granted to. */
export interface Granted {
  /** Confluence administrators and system administrators */
  readonly administrators: readonly string[];
  /** whoever is in one of them may get in, and takes a seat */
  readonly users: readonly string[];
}

/** undefined: this version does not tell, or our account may not see it. */
export async function readGranted(session: Session, signal: AbortSignal): Promise<Granted | undefined> {
  if (!hasPermissions(session.known.version)) return undefined;
  const reply = await ask(session, api('permissions'), {}, [403, 404], signal);
  if (reply.status === 403 || reply.status === 404) return undefined;
  const rows = read(session, Permissions, reply);
  const groupsWith = (targets: readonly string[], key: string) =>
    rows.flatMap(({ operation, subject }) => {
      const name = subject?.type === 'group' ? (subject.name ?? subject.displayName) : undefined;
      return name !== undefined && operation.operationKey === key && targets.includes(operation.targetType) ? [name] : [];
    });
  const administrators = [...new Set(groupsWith(['application', 'system'], 'administer'))];
  return { administrators, users: [...new Set([...groupsWith(['application'], 'use'), ...administrators])] };
}

/** The administrators' groups: those that the settings name, and those that Confluence tells. */
export const administratorsOf = ({ settings }: Session, granted: Granted | undefined): ReadonlySet<string> =>
  new Set([...settings.administratorGroups, ...(granted?.administrators ?? [])]);
