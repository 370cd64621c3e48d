import type { HttpReply } from '../../http/client.js';
import type { ExistingGroup, Outcome } from '../../model/change.js';
import { standsInPath } from './names.js';
import { failed, refusal } from './refusal.js';
import { isRefusedItself } from './refused-itself.js';
import type { Session } from './session.js';

const learnedOf = ({ id }: ExistingGroup) => ({ learned: { kind: 'readOnlyGroup', group: id } }) as const;

/** A group that Confluence refuses for its directory, or its server for its name, is not tried again for a week (G10). */
export async function groupRefusal(
  session: Session,
  what: string,
  group: ExistingGroup,
  reply: HttpReply,
  signal: AbortSignal,
): Promise<Outcome> {
  if (!standsInPath(group.name) && reply.status === 400) {
    session.known.refusesNames = true;
    return nameRefusal(what, group);
  }
  return refusal(what, reply, (await isRefusedItself(session, reply, signal)) ? learnedOf(group) : {});
}

/** Whether nobody need be asked any more: the server has refused such a name in this run. */
export const isRefusedByName = ({ known }: Session, { name }: ExistingGroup) => known.refusesNames && !standsInPath(name);

export const nameRefusal = (what: string, group: ExistingGroup): Outcome =>
  failed(
    `could not ${what}: the server in front of Confluence takes no /, \\, ; or % in an address (400)`,
    'Choose a name without, or let Tomcat pass it (`encodedSolidusHandling="passthrough"` of its connector).',
    learnedOf(group),
  );
