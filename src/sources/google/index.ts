import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { PersonId, SourceName } from '../../model/ids.js';
import { withEvidence } from '../evidence.js';
import { foundPeople } from '../some-people.js';
import { defineSource, type Source } from '../source.js';
import { connect } from './api.js';
import { findings } from './check.js';
import { readGroups } from './groups.js';
import { lookUp } from './lookup.js';
import { attributeTypes, GoogleSettings, providerOf } from './settings.js';
import { pullSome } from './some-people.js';
import { readUsers } from './users.js';

/** People and groups of a Google Workspace, read by a service account that stands for an administrator. */
export const google = defineSource({
  kind: 'google',
  settings: GoogleSettings,
  attributes: attributeTypes,
  create: (name, settings, http) => openGoogle(name, settings, http, realClock, Date.now),
});

/** The source, on a clock that tokens go by, and a time that signatures name: milliseconds since 1970. */
export function openGoogle(
  name: SourceName,
  settings: GoogleSettings,
  http: HttpFactory,
  clock: Clock,
  time: () => number,
): Source {
  const provider = providerOf(settings);
  const api = connect(name, settings, http, clock, time);

  return {
    name,
    provider,

    pull: (scope, options) =>
      withEvidence(api, provider, async () => {
        const { people, leftOut, quarantined, evidence } = await readUsers(api, settings, options);
        const odd = new Set(quarantined.flatMap(({ id }) => id ?? [])); // they may be in a group all the same
        const everybody = {
          ids: [...people.keys(), ...odd],
          isPerson: (id: PersonId) => people.has(id) || odd.has(id),
          isLeftOut: (id: PersonId) => leftOut.has(id),
        };
        const { groups, evidence: ofGroups } = await readGroups(api, settings, scope, everybody, options);
        return { people, groups, quarantined, lists: [evidence, ...ofGroups] };
      }),

    pullPeople: (whom, options) => foundPeople(api, provider, () => pullSome(api, settings, whom, options)),

    lookup: (ids, options) => lookUp(api, settings, ids, options),

    check: options => findings({ ...settings, api }, options),
  };
}
