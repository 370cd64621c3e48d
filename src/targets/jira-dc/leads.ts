import { pathSegment } from '../../http/address.js';
import { type AccountId, accountId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import { Components, Projects } from './schema.js';
import { ask, CONCURRENCY, get, read, type Session } from './session.js';

/** A project or component that somebody leads. */
export type Lead =
  | { readonly kind: 'project'; readonly key: string; readonly holder: AccountId }
  | {
      readonly kind: 'component';
      readonly id: string;
      readonly name: string;
      readonly project: string;
      readonly holder: AccountId;
    };

export const labelOf = (lead: Lead) =>
  lead.kind === 'project' ? `project ${lead.key}` : `component ${lead.name} (${lead.project})`;

/**
 * What these accounts lead, archived projects included, as far as our account can see it (jira-dc sheet §4, November 2026).
 * The components come project by project: the paged list of all leaves the archived ones out.
 */
export async function findLeads(
  session: Session,
  holders: ReadonlySet<AccountId>,
  { signal, onProgress }: ReadOptions,
): Promise<Lead[]> {
  const projects = await get(session, 'project', Projects, { expand: 'lead', includeArchived: true }, signal);
  const leads: Lead[] = [];
  for (const { key, lead } of projects) {
    const holder = held(lead, holders);
    if (holder !== undefined) leads.push({ kind: 'project', key, holder });
  }

  let done = 0;
  await inParallel(projects, CONCURRENCY, signal, async ({ key }, either) => {
    for (const { id, name, lead } of await componentsOf(session, key, either)) {
      const holder = held(lead, holders);
      if (holder !== undefined) leads.push({ kind: 'component', id, name, project: key, holder });
    }
    onProgress?.({ what: 'components', done: ++done, total: projects.length });
  });
  return leads.sort((a, b) => labelOf(a).localeCompare(labelOf(b), 'en'));
}

function held(lead: { key: string } | null | undefined, holders: ReadonlySet<AccountId>): AccountId | undefined {
  if (!lead) return undefined;
  const id = accountId(lead.key);
  return holders.has(id) ? id : undefined;
}

/** A project that vanished meanwhile, or that hides its components from us, must not keep everybody's leavers waiting. */
async function componentsOf(session: Session, project: string, signal: AbortSignal) {
  const reply = await ask(session, `project/${pathSegment(project, session.name)}/components`, {}, [403, 404], signal);
  return reply.status >= 400 ? [] : read(session, Components, reply);
}
