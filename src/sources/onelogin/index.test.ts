import { company, type OneLoginFixture, oneloginFixture } from '../../../test/contracts/onelogin-fixture.js';
import { describeSource } from '../../../test/contracts/source.js';
import { Secret } from '../../secrets.js';
import { onelogin } from './index.js';
import { OneLoginSettings } from './settings.js';

const roleId = ({ onelogin: { tenant } }: OneLoginFixture, name: string) =>
  tenant.roles.values().find(role => role.name === name)?.id ?? '';

describeSource('onelogin', async () => {
  const fixture = await oneloginFixture(company);
  const { onelogin: server, source } = fixture;
  const settings = { url: server.url, clientId: 'a', clientSecret: new Secret('b') };
  return {
    source,
    attributes: onelogin.attributes(OneLoginSettings.parse(settings)),
    breakUsers: () => server.fail(/^GET \/api\/2\/users/, { kind: 'status', status: 503 }),
    breakMembers: name => server.fail(new RegExp(`/roles/${roleId(fixture, name)}/users`), { kind: 'status', status: 503 }),
    garble: who => server.corrupt(who, { status: 'fine' }),
    remove: who => server.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});
