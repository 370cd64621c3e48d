import type { HttpReply } from '../../http/client.js';
import type { ExistingGroup, Outcome } from '../../model/change.js';
import { standsInPath } from './names.js';
import { failed, isOwnNo, refusal, textOf } from './refusal.js';

/** A group that Confluence refuses for its directory, or its server for its name, is not tried again for a week (G10). */
export function groupRefusal(what: string, group: ExistingGroup, reply: HttpReply): Outcome {
  const learned = { learned: { kind: 'readOnlyGroup', group: group.id } } as const;
  if (!standsInPath(group.name) && reply.status === 400)
    return failed(
      `could not ${what}: the server in front of Confluence takes no /, \\, ; or % in an address (400: ${textOf(reply)})`,
      'Choose a name without, or let Tomcat pass it (`encodedSolidusHandling="passthrough"` of its connector).',
      learned,
    );
  return refusal(what, reply, isOwnNo(reply) ? learned : {});
}
