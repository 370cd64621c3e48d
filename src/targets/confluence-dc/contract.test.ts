import { confluenceWorld } from '../../../test/contracts/confluence-dc-world.js';
import { targetContract } from '../../../test/contracts/target.js';

targetContract('confluence-dc 8.5', filling => confluenceWorld('8.5.4', filling));
targetContract('confluence-dc 9.2', filling => confluenceWorld('9.2.21', filling));
targetContract('confluence-dc 9.3', filling => confluenceWorld('9.3.2', filling));
targetContract('confluence-dc 10.2', filling => confluenceWorld('10.2.14', filling));
