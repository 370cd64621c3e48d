import type { Evidence } from '../../model/directory.js';
import { defineSource } from '../source.js';
import { findings } from './check.js';
import { readGroups } from './groups.js';
import { lookUp } from './lookup.js';
import { bucketOf, orgOf } from './org.js';
import { readPeople } from './people.js';
import { connect } from './sdk.js';
import { attributeTypes, OktaSettings } from './settings.js';

/** People and groups of an Okta org, read with an API token. */
export const okta = defineSource({
  kind: 'okta',
  settings: OktaSettings,
  attributes: attributeTypes,

  create(name, settings, http) {
    const { url, token, app, ca, rate } = settings;
    const { baseUrl, provider } = orgOf(url);
    const client = http({
      system: name,
      baseUrl,
      authorize: async () => ({ authorization: `SSWS ${token.open()}` }),
      bucket: bucketOf,
      concurrency: 8, // of the 35 to 75 that Okta allows the whole org (okta.md §6)
      secrets: [token],
      ...(ca === undefined ? {} : { ca }),
      ...(rate.share === undefined ? {} : { share: rate.share }),
    });

    return {
      name,
      provider,

      async pull(scope, options) {
        const readAt = new Date().toISOString();
        const before = client.calls;
        const api = await connect(client, baseUrl, options.signal);
        const { people, quarantined, evidence } = await readPeople(api, app, options.onProgress);
        const groups = await readGroups(api, scope, options);
        const read: Evidence = { readAt, calls: client.calls - before, lists: [evidence, ...groups.evidence] };
        return { provider, people, groups: groups.groups, quarantined, evidence: read };
      },

      lookup: async (ids, options) => lookUp(await connect(client, baseUrl, options.signal), app, ids, options),

      async check({ signal, onProgress }) {
        const api = await connect(client, baseUrl, signal);
        return findings({ ...settings, api, http: client, signal }, onProgress);
      },
    };
  },
});
