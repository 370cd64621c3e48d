import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
import { withEvidence } from '../evidence.js';
import { foundPeople } from '../some-people.js';
import { defineSource, type Source } from '../source.js';
import { connect } from './api.js';
import { findings } from './check.js';
import { readGroups } from './circles.js';
import { lookUp } from './lookup.js';
import { attributeTypes, KeycloakSettings, realmOf } from './settings.js';
import { pullSome } from './some-people.js';
import { readUsers } from './users.js';

/** People and groups of one realm of a Keycloak, read by its admin API with client credentials. */
export const keycloak = defineSource({
  kind: 'keycloak',
  settings: KeycloakSettings,
  attributes: attributeTypes,
  create: (name, settings, http) => openKeycloak(name, settings, http, realClock),
});

/** The source, on a clock that tokens go by. */
export function openKeycloak(name: SourceName, settings: KeycloakSettings, http: HttpFactory, clock: Clock): Source {
  const { provider } = realmOf(settings);
  const api = connect(name, settings, http, clock);

  return {
    name,
    provider,

    pull: (scope, options) =>
      withEvidence(api, provider, async () => {
        const { people, quarantined, evidence } = await readUsers(api, settings.attributes, options);
        const { groups, evidence: ofGroups } = await readGroups(api, settings, scope, id => people.has(id), options);
        return { people, groups, quarantined, lists: [...evidence, ...ofGroups] };
      }),

    pullPeople: (whom, options) => foundPeople(api, provider, () => pullSome(api, settings, whom, options)),

    lookup: (ids, options) => lookUp(api, settings.attributes, ids, options),

    check: options => findings({ ...settings, api }, options),
  };
}
