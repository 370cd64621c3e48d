import { crowdWorld, jiraAsCrowdWorld } from '../../../test/contracts/crowd-world.js';
import { targetContract } from '../../../test/contracts/target.js';

targetContract('crowd 7.1', filling => crowdWorld('7.1.0', filling));
targetContract('crowd 5.1, without the document of all memberships', filling =>
  crowdWorld('5.1.9', filling, server => {
    server.membershipRefused = true;
    server.singularKeys = true;
  }),
);
targetContract('a Jira as a Crowd server', jiraAsCrowdWorld);
