import { defineSource } from '../source.js';
import { AwsApi } from './api.js';
import { findings } from './check.js';
import { lookUp } from './lookup.js';
import { pullWhole } from './pull.js';
import { AwsSettings, attributeTypes, providerOf } from './settings.js';
import { pullSome } from './some-people.js';

/** People and groups of an AWS IAM Identity Center, read from its identity store with AWS credentials. */
export const awsIdentityCenter = defineSource({
  kind: 'aws-identity-center',
  settings: AwsSettings,
  attributes: attributeTypes,

  create(name, settings, http) {
    const provider = providerOf(settings);
    const api = new AwsApi(name, settings, http);

    return {
      name,
      provider,

      async pull(scope, options) {
        const readAt = new Date().toISOString();
        const before = api.calls;
        const { people, groups, quarantined, lists } = await pullWhole(api, settings, scope, options);
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

      check: options => findings(api, settings, options),
    };
  },
});
