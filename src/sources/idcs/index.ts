import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
import { foundPeople } from '../some-people.js';
import { defineSource, type Source } from '../source.js';
import { connect } from './api.js';
import { findings } from './check.js';
import { readGroups } from './groups.js';
import { lookUp } from './lookup.js';
import { readPeople } from './people.js';
import { pushes } from './pushed.js';
import { attributeTypes, domainOf, IdcsSettings } from './settings.js';
import { pullSome } from './some-people.js';

/** People and groups of Oracle IDCS or an OCI IAM identity domain (the same API), read with client credentials. */
export const idcs = defineSource({
  kind: 'idcs',
  settings: IdcsSettings,
  attributes: attributeTypes,
  create: (name, settings, http) => openIdcs(name, settings, http, realClock),
});

/** The source, on a clock that tokens and the quota go by. */
export function openIdcs(name: SourceName, settings: IdcsSettings, http: HttpFactory, clock: Clock): Source {
  const { provider } = domainOf(settings.url);
  const api = connect(name, settings, http, clock);

  return {
    name,
    provider,

    pushes: condition => pushes(condition, settings),

    async pull(scope, options) {
      const readAt = new Date().toISOString();
      const before = api.calls;
      const { people, quarantined, memberships, evidence } = await readPeople(api, settings, scope.only, options);
      const groups = await readGroups(api, memberships, scope, options);
      const lists = [...evidence, ...groups.evidence];
      return { provider, people, groups: groups.groups, quarantined, evidence: { readAt, calls: api.calls - before, lists } };
    },

    async pullPeople(whom, options) {
      const readAt = new Date().toISOString();
      const before = api.calls;
      const some = await pullSome(api, settings, whom, options);
      return foundPeople(some, { provider, readAt, calls: api.calls - before });
    },

    lookup: (ids, options) => lookUp(api, settings, ids, options),

    check: options => findings({ ...settings, api }, options),
  };
}
