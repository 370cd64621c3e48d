import { withEvidence } from '../evidence.js';
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

      pull: (scope, options) =>
        withEvidence(session, provider, async () => {
          const api = await connect(session, baseUrl, options.signal);
          const { people, quarantined, evidence } = await readPeople(api, app, options.onProgress);
          if (evidence.rows === 0 && !(await seesSomebody(api))) session.nobodyShown();
          const groups = await readGroups(api, scope, options);
          return { people, quarantined, groups: groups.groups, lists: [evidence, ...groups.evidence] };
        }),

      pullPeople: (whom, options) =>
        foundPeople(session, provider, async () => pullSome(await connect(session, baseUrl, options.signal), app, whom, options)),

      lookup: async (ids, options) => lookUp(await connect(session, baseUrl, options.signal), app, ids, options),

      async check({ signal, onProgress }) {
        const api = await connect(session, baseUrl, signal);
        return findings({ ...settings, api, session, signal }, onProgress);
      },
    };
  },
});
