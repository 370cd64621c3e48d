import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
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

    async pull(scope, options) {
      const readAt = new Date().toISOString();
      const before = api.calls;
      const { people, quarantined, evidence } = await readUsers(api, settings.attributes, options);
      const { groups, evidence: ofGroups } = await readGroups(api, settings, scope, id => people.has(id), options);
      const lists = [...evidence, ...ofGroups];
      return { provider, people, groups, quarantined, evidence: { readAt, calls: api.calls - before, lists } };
    },

    async pullPeople(whom, options) {
      const readAt = new Date().toISOString();
      const before = api.calls;
      const some = await pullSome(api, settings, whom, options);
      return foundPeople(some, { provider, readAt, calls: api.calls - before });
    },

    lookup: (ids, options) => lookUp(api, settings.attributes, ids, options),

    check: options => findings({ ...settings, api }, options),
  };
}
