import { expect, it } from 'vitest';
import { sourceName } from '../../../src/model/ids.js';
import { Secret } from '../../../src/secrets.js';
import { openLdap } from '../../../src/sources/ldap/index.js';
import { LdapSettings } from '../../../src/sources/ldap/settings.js';
import { describeLive } from '../describe-live.js';
import { installSlapd } from '../install/slapd.js';
import { largeOrg } from './directory.js';
import { orgLdif } from './ldif.js';
import { READER, SUFFIX, startSlapd } from './slapd.js';

const [USERS, GROUPS, EACH] = [10_000, 500, 20];

await describeLive(
  'OpenLDAP with 10,000 people',
  installSlapd,
  slapd => {
    it('reads 10,000 people and 500 groups in hardly more calls than pages', async () => {
      await using server = await startSlapd(slapd, { ldif: orgLdif(largeOrg(USERS, GROUPS, EACH)) });
      const settings = {
        server: 'openldap',
        url: server.url,
        user: READER.dn,
        password: new Secret(READER.password),
        base: SUFFIX,
      };
      const source = openLdap(sourceName('ldap'), LdapSettings.parse(settings));
      const before = process.memoryUsage.rss();
      let peak = before;
      using watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss());
      }, 10);
      const start = performance.now();

      const { people, groups, evidence } = await source.pull({ group: () => true }, { signal: AbortSignal.timeout(600_000) });

      const seconds = (performance.now() - start) / 1000;
      const memberships = [...groups.values()].reduce(
        (sum, { members }) => sum + (members.kind === 'read' ? members.ids.size : 0),
        0,
      );
      watch.close();
      const megabytes = (peak - before) / 1024 / 1024;
      // to sign in, the pages of people, the names of the groups, their members
      const fewest = 1 + USERS / 1000 + 1;
      console.log(
        `${people.size} people, ${groups.size} groups, ${memberships} memberships: ${evidence.calls} calls (fewest possible: ${fewest}), ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB more at its peak`,
      );
      expect([people.size, groups.size, memberships]).toEqual([USERS, GROUPS, USERS * EACH]);
      expect(evidence.calls).toBeLessThanOrEqual(fewest + 6);
    });
  },
  { measuresOnly: true },
);
