import { type Clock, realClock } from '../../http/options.js';
import type { SourceName } from '../../model/ids.js';
import { withEvidence } from '../evidence.js';
import { foundPeople } from '../some-people.js';
import { defineSource, type Source } from '../source.js';
import { LdapApi } from './api.js';
import { findings } from './check.js';
import { DEFAULT_LIMITS, type LdapLimits } from './connection.js';
import { readGroups } from './groups.js';
import { lookUp } from './lookup.js';
import { readPeople } from './people.js';
import { pushes } from './pushed.js';
import { attributeTypes, LdapSettings, providerOf, waysOf } from './settings.js';
import { pullSome } from './some-people.js';

/** People and groups of an LDAP directory: Active Directory, OpenLDAP and the like. */
export const ldap = defineSource({
  kind: 'ldap',
  settings: LdapSettings,
  attributes: attributeTypes,
  create: (name, settings) => openLdap(name, settings),
});

/** The source, with limits and a clock that a test may set. */
export function openLdap(
  name: SourceName,
  settings: LdapSettings,
  limits: Partial<LdapLimits> = {},
  clock: Pick<Clock, 'sleep' | 'random'> = realClock,
): Source {
  const provider = providerOf(settings);
  const connect = () => new LdapApi(name, waysOf(settings), { ...DEFAULT_LIMITS, ...limits }, clock);

  return {
    name,
    provider,

    pushes: condition => pushes(condition, waysOf(settings)),

    async pull(scope, options) {
      using api = connect();
      return await withEvidence(api, provider, async () => {
        const { people, quarantined, found, evidence } = await readPeople(api, scope.only, options);
        const groups = await readGroups(api, found, scope, options);
        return { people, groups: groups.groups, quarantined, lists: [evidence, ...groups.evidence] };
      });
    },

    async pullPeople(whom, options) {
      using api = connect();
      return await foundPeople(api, provider, () => pullSome(api, whom, options));
    },

    async lookup(ids, options) {
      using api = connect();
      return await lookUp(api, ids, options);
    },

    async check(options) {
      using api = connect();
      return await findings(api, options);
    },
  };
}
