import { it } from 'vitest';
import { describeLive } from '../describe-live.js';
import { installScim2Server } from '../install/scim2-server.js';
import { orgAt, reachesTheExpectation } from '../real-org.js';
import { startScim2Server } from './servers.js';
import { sceneOf, tellsTheWholeStory } from './whole-story.js';

await describeLive('scim2-server', installScim2Server, (installed, org) => {
  it('brings the organisation and what becomes of it into a Jira', async () => {
    await using server = await startScim2Server(installed);
    await tellsTheWholeStory(server, org);
  });

  it('brings the organisation page by page of RFC 9865, where it knows nothing but cursors', async () => {
    await using server = await startScim2Server(installed, 'cursor');
    await server.admin.load(org);
    await using scene = await sceneOf(server);
    await reachesTheExpectation(scene, orgAt(org, 'flat'));
  });
});
