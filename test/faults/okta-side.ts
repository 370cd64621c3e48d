import { providerId, sourceName } from '../../src/model/ids.js';
import { type OktaEmulator, startOkta } from '../../src/sandbox/okta/index.js';
import { Secret } from '../../src/secrets.js';
import { okta as oktaKind } from '../../src/sources/okta/index.js';
import { OktaSettings } from '../../src/sources/okta/settings.js';
import { OKTA_WORDS, status } from '../bad-days/faults.js';
import { keepOrg } from '../contracts/okta-fixture.js';
import type { TestClock } from './clock.js';
import type { SourceSide } from './source-side.js';

export interface OktaSide extends SourceSide {
  readonly okta: OktaEmulator;
}

/** An Okta org with short pages. */
export async function oktaSide(clock: TestClock, pageSize: number): Promise<OktaSide> {
  const okta = await startOkta({ everyone: false, pageSize, now: clock.date });
  return {
    ...okta,
    okta,
    provider: providerId(`okta:${new URL(okta.url).host}`),
    connect: http =>
      oktaKind.create(sourceName('okta'), OktaSettings.parse({ url: okta.url, token: new Secret(okta.token) }), http),
    expire: after => okta.fail(/^/, status(401, OKTA_WORDS.unauthorized), { skip: after }),
    keep: () => keepOrg(okta),
    staff: {
      hire: (...who) => void who.map(okta.addPerson),
      rename: (who, firstName, lastName) =>
        okta.updateProfile(who, { firstName, ...(lastName === undefined ? {} : { lastName }) }),
      changeLogin: (who, login) => okta.updateProfile(who, { login }),
      suspend: okta.suspend,
      resume: okta.unsuspend,
      remove: okta.remove,
      addGroup: (name, members) => void okta.addGroup({ name, members }),
      removeGroup: okta.removeGroup,
      removeMember: okta.removeMember,
    },
  };
}
