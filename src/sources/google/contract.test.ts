import { company, googleFixture } from '../../../test/contracts/google-fixture.js';
import { describeSource } from '../../../test/contracts/source.js';
import { Secret } from '../../secrets.js';
import { google } from './index.js';
import { GoogleSettings } from './settings.js';

describeSource('google', async () => {
  const fixture = await googleFixture(company);
  const { google: server, source } = fixture;
  const idOf = (name: string) => server.customer.groups.values().find(group => group.name === name)?.id ?? '';
  const settings = { key: new Secret(server.keyFile), admin: server.admin };
  return {
    source,
    attributes: google.attributes(GoogleSettings.parse(settings)),
    breakUsers: () => server.fail(/^GET .*\/users(\?|\/)/, { kind: 'status', status: 503 }),
    breakMembers: name => server.fail(new RegExp(`/groups/${idOf(name)}/members`), { kind: 'status', status: 503 }),
    garble: who => server.corrupt(who, { suspended: 'no' }),
    remove: who => server.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});
