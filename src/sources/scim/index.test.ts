import { company, type ScimFixture, scimFixture, settingsOf } from '../../../test/contracts/scim-fixture.js';
import { describeSource } from '../../../test/contracts/source.js';
import { scim } from './index.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const _pull = ({ source }: ScimFixture) => source.pull(everything, options());

describeSource('scim (members in groups)', async () => {
  const fixture = await scimFixture(company);
  return {
    ...common(fixture),
    breakMembers() {
      fixture.scim.corrupt('eng', { members: undefined });
      fixture.scim.fail(/^GET \/scim\/v2\/Groups\/eng$/, { kind: 'status', status: 503 });
    },
  };
});

describeSource('scim (groups in users)', async () => {
  const fixture = await scimFixture({ ...company, membersIn: 'users' });
  return {
    ...common(fixture),
    breakMembers() {
      fixture.scim.corrupt('ann', { groups: undefined });
      fixture.scim.corrupt('bob', { groups: [{ value: 'sales', type: 'direct' }] });
      fixture.scim.fail(/^GET \/scim\/v2\/Groups\/eng$/, { kind: 'status', status: 503 });
    },
  };
});

const common = (fixture: ScimFixture) => ({
  source: fixture.source,
  attributes: scim.attributes(settingsOf(fixture.scim, {})),
  breakUsers: () => fixture.scim.fail(/^GET \/scim\/v2\/Users\?/, { kind: 'status', status: 503 }),
  garble: (who: string) => fixture.scim.corrupt(who, { active: 'maybe' }),
  remove: (who: string) => fixture.scim.remove(who),
  [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
});
