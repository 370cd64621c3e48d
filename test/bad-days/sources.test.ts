import { awsFixture } from '../contracts/aws-fixture.js';
import { entraFixture } from '../contracts/entra-fixture.js';
import { googleFixture } from '../contracts/google-fixture.js';
import { idcsFixture } from '../contracts/idcs-fixture.js';
import { keycloakFixture } from '../contracts/keycloak-fixture.js';
import { oktaFixture } from '../contracts/okta-fixture.js';
import { oneloginFixture } from '../contracts/onelogin-fixture.js';
import { scimFixture } from '../contracts/scim-fixture.js';
import { describeSourceOverHttp, paged } from '../contracts/source-over-http.js';

describeSourceOverHttp('okta', async () => {
  const fixture = await oktaFixture({ ...paged, pageSize: 10 });
  const { okta, source } = fixture;
  return { source, server: okta, rename: (who, login) => okta.updateProfile(who, { login }), ...disposal(fixture) };
});

describeSourceOverHttp('idcs', async () => {
  const fixture = await idcsFixture({ ...paged, pageSize: 10, allUsers: 'absent' });
  const { idcs, source } = fixture;
  return { source, server: idcs, rename: (who, userName) => idcs.update(who, { userName }), ...disposal(fixture) };
});

describeSourceOverHttp('keycloak', async () => {
  const fixture = await keycloakFixture(paged, { pageSize: 10 });
  const { keycloak, source } = fixture;
  return { source, server: keycloak, rename: (who, username) => keycloak.update(who, { username }), ...disposal(fixture) };
});

describeSourceOverHttp('entra', async () => {
  const fixture = await entraFixture(paged, { pageSize: 10 });
  const { entra, source } = fixture;
  const rename = (who: string, userPrincipalName: string) => entra.update(who, { userPrincipalName });
  return { source, server: entra, rename, ...disposal(fixture) };
});

describeSourceOverHttp('onelogin', async () => {
  const fixture = await oneloginFixture({ users: paged.users, roles: paged.groups }, { pageSize: 10 });
  const { onelogin, source } = fixture;
  return { source, server: onelogin, rename: (who, username) => onelogin.update(who, { username }), ...disposal(fixture) };
});

describeSourceOverHttp('google', async () => {
  const fixture = await googleFixture(paged, { pageSize: 10 });
  const { google, source } = fixture;
  return { source, server: google, rename: (who, primaryEmail) => google.update(who, { primaryEmail }), ...disposal(fixture) };
});

describeSourceOverHttp('scim', async () => {
  const fixture = await scimFixture({ ...paged, pageSize: 10 });
  const { scim, source } = fixture;
  return { source, server: scim, rename: (who, userName) => scim.change(who, { userName }), ...disposal(fixture) };
});

describeSourceOverHttp('scim (by cursor, groups in users)', async () => {
  const fixture = await scimFixture({ ...paged, pageSize: 10, cursors: 'always', membersIn: 'users' });
  const { scim, source } = fixture;
  return { source, server: scim, rename: (who, userName) => scim.change(who, { userName }), ...disposal(fixture) };
});

describeSourceOverHttp('aws-identity-center', async () => {
  const fixture = await awsFixture({ ...paged, pageSize: 10 });
  const { aws, source } = fixture;
  return { source, server: aws, rename: (who, userName) => aws.update(who, { userName }), ...disposal(fixture) };
});

const disposal = (fixture: AsyncDisposable) => ({ [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() });
