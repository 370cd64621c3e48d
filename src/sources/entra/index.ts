import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
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

    async pull(scope, options) {
      const readAt = new Date().toISOString();
      const before = api.calls;
      const names = await readNames(api, options);
      const { people, quarantined, evidence } = await readUsers(api, settings, names.named, options);
      const { groups, evidence: ofGroups } = await readGroups(api, names, scope, options);
      const lists = [...evidence, ...ofGroups];
      return { provider, people, groups, quarantined, evidence: { readAt, calls: api.calls - before, lists } };
    },

    async pullPeople(whom, options) {
      const readAt = new Date().toISOString();
      const before = api.calls;
      const { people, groups, quarantined, lookedUp, byLogin, lists } = await pullSome(api, settings, whom, options);
      const evidence = { readAt, calls: api.calls - before, lists };
      return { directory: { provider, people, groups, quarantined, evidence }, lookedUp, byLogin };
    },

    lookup: (ids, options) => lookUp(api, settings, ids, options),

    check: options => findings({ ...settings, api }, options),
  };
}
