import { jiraWorld } from '../../../test/contracts/jira-dc-world.js';
import { targetContract } from '../../../test/contracts/target.js';

targetContract('jira-dc', filling => jiraWorld('10.3.24', filling));
targetContract('jira-dc 11', filling => jiraWorld('11.3.0', filling));
targetContract('jira-dc 10.7, without user/list', filling => jiraWorld('10.7.2', filling));
targetContract('jira-dc 9.12', filling => jiraWorld('9.12.17', filling));
