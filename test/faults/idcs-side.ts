import { providerId, sourceName } from '../../src/model/ids.js';
import { startIdcs } from '../../src/sandbox/idcs/index.js';
import { Secret } from '../../src/secrets.js';
import { openIdcs } from '../../src/sources/idcs/index.js';
import { IdcsSettings } from '../../src/sources/idcs/settings.js';
import type { TestClock } from './clock.js';
import type { SourceSide } from './source-side.js';

/** An identity domain with short pages; its access tokens end, and new ones can be had. */
export async function idcsSide(clock: TestClock, pageSize: number): Promise<SourceSide> {
  const idcs = await startIdcs({ pageSize, now: clock.date });
  const settings = IdcsSettings.parse({
    url: idcs.url,
    clientId: idcs.clientId,
    clientSecret: new Secret(idcs.clientSecret),
  });
  return {
    ...idcs,
    provider: providerId(`idcs:${new URL(idcs.url).host}`),
    connect: http => openIdcs(sourceName('idcs'), settings, http, clock),
    expire: after => idcs.before(/^/, idcs.expireToken, after),
    keep() {
      const kept = structuredClone(idcs.domain);
      return () => void Object.assign(idcs.domain, structuredClone(kept));
    },
    staff: {
      hire: (...who) => void who.map(idcs.addPerson),
      rename: (who, firstName, lastName) => idcs.update(who, { firstName, ...(lastName === undefined ? {} : { lastName }) }),
      changeLogin: (who, userName) => idcs.update(who, { userName }),
      suspend: who => idcs.deactivate(who),
      resume: idcs.activate,
      remove: idcs.remove,
      addGroup: (name, members) => void idcs.addGroup({ name, members }),
      removeGroup: idcs.removeGroup,
      removeMember: idcs.removeMember,
    },
  };
}
