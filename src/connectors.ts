import type { Connectors } from './config/config.js';
import { awsIdentityCenter } from './sources/aws-identity-center/index.js';
import { entra } from './sources/entra/index.js';
import { file } from './sources/file/index.js';
import { google } from './sources/google/index.js';
import { idcs } from './sources/idcs/index.js';
import { keycloak } from './sources/keycloak/index.js';
import { ldap } from './sources/ldap/index.js';
import { okta } from './sources/okta/index.js';
import { onelogin } from './sources/onelogin/index.js';
import { scim } from './sources/scim/index.js';
import { bitbucketDc } from './targets/bitbucket-dc/index.js';
import { confluenceDc } from './targets/confluence-dc/index.js';
import { crowd } from './targets/crowd/index.js';
import { jiraDc } from './targets/jira-dc/index.js';

/** All kinds of source and target: one line each. */
export const connectors: Connectors = {
  sources: [okta, entra, google, idcs, keycloak, onelogin, awsIdentityCenter, scim, ldap, file],
  targets: [jiraDc, confluenceDc, bitbucketDc, crowd],
};
