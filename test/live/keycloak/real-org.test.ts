import { expect, it } from 'vitest';
import { describeLive } from '../describe-live.js';
import { installKeycloak } from '../install/keycloak.js';
import { orgRealm } from './realm.js';
import { startKeycloak } from './server.js';

await describeLive('Keycloak', installKeycloak, (keycloak, org) => {
  it('holds the organisation', async () => {
    await using server = await startKeycloak(keycloak, [orgRealm(org)]);

    expect(await server.admin.call('GET', '/org/users/count')).toBe(org.users.length);
    expect(await server.admin.call('GET', '/org/groups/count')).toEqual({ count: org.groups.length });
  });
});
