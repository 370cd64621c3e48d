import { withEvidence } from '../evidence.js';
import { foundPeople } from '../some-people.js';
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

      pull: (scope, options) => withEvidence(api, provider, () => pullWhole(api, settings, scope, options)),

      pullPeople: (whom, options) => foundPeople(api, provider, () => pullSome(api, settings, whom, options)),

      lookup: (ids, options) => lookUp(api, settings, ids, options),

      check: options => findings(api, settings, options),
    };
  },
});
