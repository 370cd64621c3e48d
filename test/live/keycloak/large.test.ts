import { expect, it } from 'vitest';
import { makeCompany } from '../../../src/sandbox/company.js';
import { describeLive } from '../describe-live.js';
import { installKeycloak } from '../install/keycloak.js';
import { measured } from '../measured.js';
import { openScene } from '../real-org.js';
import { CLIENT, orgRealm, REALM } from './realm.js';
import { startKeycloak } from './server.js';

const PAGE = 500;
const pages = (rows: number) => Math.floor(rows / PAGE) + 1; // the last one is not full

await describeLive(
  'a large Keycloak',
  installKeycloak,
  installed => {
    it('10,000 people in 500 groups are read in as few calls as their pages need', async () => {
      const { people, groups } = makeCompany({ users: 10_000, groups: 500 });
      const realm = orgRealm({ users: people, groups: groups.map(group => ({ ...group, parent: null })) });
      await using server = await startKeycloak(installed, [{ ...realm, accessTokenLifespan: 3600 }]);
      const source = `{ type: keycloak, url: '${server.url}', realm: ${REALM}, clientId: ${CLIENT.id}, clientSecret: '\${file:secret}' }`;
      await using scene = await openScene({ source, files: { secret: CLIENT.secret } });

      const { exitCode, calls, seconds, peak, stdout } = await measured(['plan'], scene.folder);

      const members = groups.reduce((sum, group) => sum + pages(group.members.length), 0);
      const fewest = 1 + 2 + pages(people.length) + pages(groups.length) + 1 + members; // token, counts, lists, members
      const memberships = groups.reduce((sum, group) => sum + group.members.length, 0);
      console.log(
        `10,000 people, 500 groups, ${memberships} memberships: ${calls} calls (fewest: ${fewest}), ${seconds.toFixed(1)} s, ${peak} MB`,
      );
      expect(exitCode, stdout).toBe(0);
      expect(calls).toBeLessThanOrEqual(fewest + 5); // each page begins with the last row of the one before
    });
  },
  { measuresOnly: true },
);
