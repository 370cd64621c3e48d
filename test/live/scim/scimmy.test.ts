import { expect, it } from 'vitest';
import { describeLive } from '../describe-live.js';
import { installScimmy } from '../install/scimmy.js';
import { startScimmy } from './servers.js';
import { sceneOf, tellsTheWholeStory } from './whole-story.js';

await describeLive(
  'scimmy-routers',
  () => installScimmy(4),
  (installed, org) => {
    it('brings the organisation and what becomes of it into a Jira', async () => {
      await using server = await startScimmy(installed);
      await tellsTheWholeStory(server, org);
    });
  },
);

// scimmy-routers 1.3.2 changes the query of a request, which Express 5 makes anew each time it is looked at (seen 2026-11)
await describeLive(
  'scimmy-routers on Express 5, which loses `startIndex` and `count`',
  () => installScimmy(5),
  (installed, org) => {
    it('is unread, and never taken for a company of twenty (R1)', async () => {
      await using server = await startScimmy(installed);
      await server.admin.load({ users: org.users.slice(0, 50), groups: [] });
      await using scene = await sceneOf(server);

      const { exitCode, stderr } = await scene.rollcall('plan');

      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/list of users cannot be read to its end/);
    });
  },
);
