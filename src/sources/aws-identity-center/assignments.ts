import { NotFound, UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import type { AwsApi } from './api.js';
import { readList } from './lists.js';
import { AssignmentRow, type UserRow } from './schema.js';

/** Who may use the application: these users, and the members of these groups. */
export interface Assignments {
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly evidence: ListEvidence;
}

/** Nobody at all is more likely an application that needs no assignments, and is open to everybody: it rejects. */
export async function readAssignments(api: AwsApi, app: string, signal: AbortSignal): Promise<Assignments> {
  const list = await readList({
    what: 'assignments of the application',
    page: token => api.assignments(app, token, signal),
    keyOf: row => AssignmentRow.safeParse(row).data?.id,
  }).catch(error => {
    throw error instanceof NotFound ? noApplication(app, error) : error;
  });
  const users = new Set<string>();
  const groups = new Set<string>();
  for (const row of list.rows) {
    const { data } = AssignmentRow.safeParse(row);
    if (data === undefined)
      throw new UnexpectedReply(
        'AWS sent an assignment of the application that we do not understand',
        'Nothing was believed. Its API may have changed.',
      );
    (data.kind === 'USER' ? users : groups).add(data.id);
  }
  if (list.rows.length === 0) throw nobodyAssigned(app);
  return { users, groups, evidence: list.evidence };
}

const nobodyAssigned = (app: string) =>
  new UnexpectedReply(
    `AWS names nobody who is assigned to the application ${app}`,
    'Assign users or groups to it in the console of IAM Identity Center. If it needs no assignments, everybody may use it: leave `app` out.',
  );

const noApplication = (app: string, cause: unknown) =>
  new NotFound(
    `AWS knows no application ${app}`,
    'Copy its ARN from the page of the application in the console of IAM Identity Center, and check `region`.',
    { cause },
  );

/** What a person must be to count, besides being active. */
export interface Scope {
  readonly provisionedOnly: boolean;
  readonly assignments: Assignments | undefined;
}

/** Why somebody does not count; undefined: they do. `groups`: all that they are in. Who is inactive is always told (R5). */
export function whyOut(row: UserRow, groups: Iterable<string>, { provisionedOnly, assignments }: Scope): string | undefined {
  if (row.person.standing.kind === 'inactive') return undefined;
  if (provisionedOnly && !row.isProvisioned) return 'not provisioned by an identity provider';
  if (assignments === undefined || assignments.users.has(row.person.id)) return undefined;
  return [...groups].some(group => assignments.groups.has(group)) ? undefined : 'not assigned to the application';
}
