import type { Evidence } from '../../model/directory.js';
import { connectionOf } from '../settings.js';
import { foundPeople } from '../some-people.js';
import { defineSource } from '../source.js';
import { findings } from './check.js';
import { readGroups } from './groups.js';
import { lookUp } from './lookup.js';
import { bucketOf, orgOf } from './org.js';
import { readPeople, seesSomebody } from './people.js';
import { connect } from './sdk.js';
import { attributeTypes, OktaSettings } from './settings.js';
import { signIn } from './sign-in.js';
import { pullSome } from './some-people.js';

/** People and groups of an Okta org, read with an API token or as a service app. */
export const okta = defineSource({
  kind: 'okta',
  settings: OktaSettings,
  attributes: attributeTypes,

  create(name, settings, http) {
    const { url, credential, app } = settings;
    const { baseUrl, provider } = orgOf(url);
    const session = signIn(credential, app, http, {
      system: name,
      baseUrl,
      bucket: bucketOf,
      concurrency: 8, // of the 35 to 75 that Okta allows the whole org (okta.md §6)
      ...connectionOf(settings),
    });

    return {
      name,
      provider,

      async pull(scope, options) {
        const readAt = new Date().toISOString();
        const before = session.calls;
        const api = await connect(session, baseUrl, options.signal);
        const { people, quarantined, evidence } = await readPeople(api, app, options.onProgress);
        if (evidence.rows === 0 && !(await seesSomebody(api))) session.nobodyShown();
        const groups = await readGroups(api, scope, options);
        const read: Evidence = { readAt, calls: session.calls - before, lists: [evidence, ...groups.evidence] };
        return { provider, people, groups: groups.groups, quarantined, evidence: read };
      },

      async pullPeople(whom, options) {
        const readAt = new Date().toISOString();
        const before = session.calls;
        const some = await pullSome(await connect(session, baseUrl, options.signal), app, whom, options);
        return foundPeople(some, { provider, readAt, calls: session.calls - before });
      },

      lookup: async (ids, options) => lookUp(await connect(session, baseUrl, options.signal), app, ids, options),

      async check({ signal, onProgress }) {
        const api = await connect(session, baseUrl, signal);
        return findings({ ...settings, api, session, signal }, onProgress);
      },
    };
  },
});
