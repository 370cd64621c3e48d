import { company, entraFixture } from '../../../test/contracts/entra-fixture.js';
import { describeSource } from '../../../test/contracts/source.js';
import { attributeTypes } from './settings.js';

describeSource('entra', async () => {
  const fixture = await entraFixture(company);
  const { entra, source } = fixture;
  const groupId = (name: string) => [...entra.tenant.groups.values()].find(({ displayName }) => displayName === name)?.id ?? name;
  return {
    source,
    attributes: attributeTypes({ attributes: {} }),
    breakUsers: () =>
      entra.answer(/^GET \/users/, { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'later' } } }),
    breakMembers: name => entra.answer(new RegExp(groupId(name)), { status: 503 }),
    garble: who => entra.corrupt(who, { userPrincipalName: 17 }),
    remove: who => entra.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});
