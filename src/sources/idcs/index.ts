import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
import { withEvidence } from '../evidence.js';
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

    pull: (scope, options) =>
      withEvidence(api, provider, async () => {
        const { people, quarantined, memberships, evidence } = await readPeople(api, settings, scope.only, options);
        const groups = await readGroups(api, memberships, scope, options);
        return { people, groups: groups.groups, quarantined, lists: [...evidence, ...groups.evidence] };
      }),

    pullPeople: (whom, options) => foundPeople(api, provider, () => pullSome(api, settings, whom, options)),

    lookup: (ids, options) => lookUp(api, settings, ids, options),

    check: options => findings({ ...settings, api }, options),
  };
}
