import type { HttpFactory } from '../../http/client.js';
import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
import { withEvidence } from '../evidence.js';
import { foundPeople } from '../some-people.js';
import { defineSource, type Source } from '../source.js';
import { connect } from './api.js';
import { findings } from './check.js';
import { readGroupNames, withMembers } from './groups.js';
import { lookUp } from './lookup.js';
import { readRoles } from './roles.js';
import { accountOf, attributeTypes, OneLoginSettings } from './settings.js';
import { pullSome } from './some-people.js';
import { readUsers } from './users.js';

/** People, roles and groups of one account of OneLogin, read with an API credential. */
export const onelogin = defineSource({
  kind: 'onelogin',
  settings: OneLoginSettings,
  attributes: attributeTypes,
  create: (name, settings, http) => openOneLogin(name, settings, http, realClock),
});

/** The source, on a clock that tokens and the quota go by. */
export function openOneLogin(name: SourceName, settings: OneLoginSettings, http: HttpFactory, clock: Clock): Source {
  const { provider } = accountOf(settings.url);
  const api = connect(name, settings, http, clock);

  return {
    name,
    provider,

    pull: (scope, options) =>
      withEvidence(api, provider, async () => {
        const { people, quarantined, listed, evidence } = await readUsers(api, settings, options);
        const roles = await readRoles(api, scope, options);
        const names = settings.groups ? await readGroupNames(api, options) : undefined;
        const groups = [...roles.groups, ...(names === undefined ? [] : withMembers(names, listed, scope))];
        const lists = [...evidence, ...roles.evidence, ...(names === undefined ? [] : [names.evidence])];
        return { people, quarantined, groups: new Map(groups.map(group => [group.id, group])), lists };
      }),

    pullPeople: (whom, options) => foundPeople(api, provider, () => pullSome(api, settings, whom, options)),

    lookup: (ids, options) => lookUp(api, settings, ids, options),

    check: options => findings({ ...settings, api }, options),
  };
}
