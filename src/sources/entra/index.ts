import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
import { withEvidence } from '../evidence.js';
import { foundPeople } from '../some-people.js';
import { defineSource, type Source } from '../source.js';
import { connect } from './api.js';
import { findings } from './check.js';
import { readGroups, readNames } from './groups.js';
import { lookUp } from './lookup.js';
import { attributeTypes, EntraSettings, providerOf } from './settings.js';
import { pullSome } from './some-people.js';
import { readUsers } from './users.js';

/** People and groups of a tenant of Microsoft Entra ID, read by Microsoft Graph as an app registration. */
export const entra = defineSource({
  kind: 'entra',
  settings: EntraSettings,
  attributes: attributeTypes,
  create: (name, settings, http) => openEntra(name, settings, http, realClock),
});

/** The source, on a clock that tokens and limits go by. */
export function openEntra(name: SourceName, settings: EntraSettings, http: HttpFactory, clock: Clock): Source {
  const provider = providerOf(settings);
  const api = connect(name, settings, http, clock);

  return {
    name,
    provider,

    pull: (scope, options) =>
      withEvidence(api, provider, async () => {
        const names = await readNames(api, options);
        const { people, quarantined, evidence } = await readUsers(api, settings, names.named, options);
        const { groups, evidence: ofGroups } = await readGroups(api, names, scope, options);
        return { people, groups, quarantined, lists: [...evidence, ...ofGroups] };
      }),

    pullPeople: (whom, options) => foundPeople(api, provider, () => pullSome(api, settings, whom, options)),

    lookup: (ids, options) => lookUp(api, settings, ids, options),

    check: options => findings({ ...settings, api }, options),
  };
}
