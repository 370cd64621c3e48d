import { bitbucketWorld } from '../../../test/contracts/bitbucket-dc-world.js';
import { targetContract } from '../../../test/contracts/target.js';

targetContract('bitbucket-dc 8.19', filling => bitbucketWorld('8.19.26', filling));
targetContract('bitbucket-dc 9.4', filling => bitbucketWorld('9.4.8', filling));
targetContract('bitbucket-dc 10.3', filling => bitbucketWorld('10.3.1', filling));
