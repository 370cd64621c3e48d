import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
import { withEvidence } from '../evidence.js';
import { foundPeople } from '../some-people.js';
import { defineSource, type Source } from '../source.js';
import { connect } from './api.js';
import { findings } from './check.js';
import { discover } from './discovery.js';
import { readGroups } from './groups.js';
import type { Service } from './lists.js';
import { lookUp } from './lookup.js';
import { isPersonOf, readPeople } from './people.js';
import { pushes, usersFilter } from './pushed.js';
import { userRow } from './schema.js';
import { attributeTypes, ScimSettings, serviceOf } from './settings.js';
import { pullSome } from './some-people.js';

/** People and groups of any SCIM 2.0 server (RFC 7643, RFC 7644, RFC 9865), read only. */
export const scim = defineSource({
  kind: 'scim',
  settings: ScimSettings,
  attributes: attributeTypes,
  create: (name, settings, http) => openScim(name, settings, http, realClock),
});

/** The source, on a clock that tokens go by. */
export function openScim(name: SourceName, settings: ScimSettings, http: HttpFactory, clock: Clock): Source {
  const { provider } = serviceOf(settings.url);
  const api = connect(name, settings, http, clock);
  const row = userRow(settings.attributes);
  const service = async (signal: AbortSignal): Promise<Service> => ({ api, offer: await discover(api, settings, signal) });

  return {
    name,
    provider,

    pushes: condition => pushes(condition, settings),

    pull: (scope, options) =>
      withEvidence(api, provider, async () => {
        const there = await service(options.signal);
        const people = await readPeople(there, row, usersFilter(scope.only, settings), options);
        const { memberships, isNarrowed } = people;
        const from = { memberships, isNarrowed, isPerson: isPersonOf(people) };
        const { groups, evidence } = await readGroups(there, settings, from, scope, options);
        return { people: people.people, groups, quarantined: people.quarantined, lists: [people.evidence, ...evidence] };
      }),

    pullPeople: (whom, options) =>
      foundPeople(api, provider, async () => pullSome(await service(options.signal), settings, row, whom, options)),

    lookup: async (ids, options) => lookUp(await service(options.signal), row, ids, options),

    check: options => findings({ api, settings, row, open: service }, options),
  };
}
