import { afterAll, describe, expect, it } from 'vitest';
import { isThere } from './beside.js';
import { otherBitbucketAnswers, tourBitbucket } from './bitbucket-dc-tour.js';
import { otherConfluenceAnswers, tourConfluence } from './confluence-dc-tour.js';
import { type Contract, openContract } from './contract.js';
import { otherCrowdAnswers, tourCrowd } from './crowd-tour.js';
import type { DocumentName } from './documents.js';
import { otherGoogleAnswers, tourGoogle } from './google-tour.js';
import { tourJira } from './jira-dc-tour.js';
import { tourKeycloak } from './keycloak-tour.js';
import { tourOkta } from './okta-tour.js';
import { otherJiraAnswers, otherKeycloakAnswers, otherOktaAnswers } from './others.js';
import type { Exchange } from './wire.js';

type Tour = () => Promise<readonly Exchange[]>;

/** Which document holds for whom. For the Jiras without user/list there is none: that of 10.3 is the nearest; for older Confluences those of 10. */
const held: Readonly<Record<DocumentName, { readonly tours: readonly Tour[]; readonly others: Tour }>> = {
  okta: { tours: [tourOkta], others: otherOktaAnswers },
  'jira-dc 10.3': {
    tours: (['10.3.24', '10.7.2', '9.12.17'] as const).map(version => () => tourJira(version)),
    others: () => otherJiraAnswers('10.3.24'),
  },
  'jira-dc 11.3': { tours: [() => tourJira('11.3.0')], others: () => otherJiraAnswers('11.3.0') },
  'confluence-dc 10.0': {
    tours: (['10.0.3', '9.3.2', '8.5.4'] as const).map(version => () => tourConfluence(version)),
    others: () => otherConfluenceAnswers('10.0.3'),
  },
  'confluence-dc 10.2': {
    tours: (['10.2.14', '9.2.21'] as const).map(version => () => tourConfluence(version)),
    others: () => otherConfluenceAnswers('10.2.14'),
  },
  'bitbucket-dc 9.4': {
    tours: (['9.4.8', '8.19.26'] as const).map(version => () => tourBitbucket(version)),
    others: () => otherBitbucketAnswers('9.4.8'),
  },
  'bitbucket-dc 10.3': { tours: [() => tourBitbucket('10.3.1')], others: () => otherBitbucketAnswers('10.3.1') },
  'crowd 3.5': { tours: [tourCrowd], others: otherCrowdAnswers },
  keycloak: { tours: [tourKeycloak], others: otherKeycloakAnswers },
  google: { tours: [tourGoogle], others: otherGoogleAnswers },
};
const names = [
  'okta',
  'jira-dc 10.3',
  'jira-dc 11.3',
  'confluence-dc 10.0',
  'confluence-dc 10.2',
  'bitbucket-dc 9.4',
  'bitbucket-dc 10.3',
  'crowd 3.5',
  'keycloak',
  'google',
] as const;

describe.runIf(isThere)("held against the vendors' own documents", () => {
  const told: string[] = [];
  afterAll(() => console.log(`contract: ${told.join(' · ')}`));

  it.each(names)('every request that our connectors send and every answer of the emulators: %s', async name => {
    const contract = await openContract(name);

    for (const tour of held[name].tours) expect(contract.check(await tour())).toEqual([]);
    expect(contract.tally.onlyRefused).toEqual([]);
    told.push(summary(contract));

    expect(contract.check(await held[name].others())).toEqual([]);
    expect(contract.tally.unneeded).toEqual([]);
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));

function summary({ tally: { document, used, checked, excepted, exchanges } }: Contract): string {
  return `${document}: ${used.size} operations used, ${checked.size} checked in ${exchanges} exchanges, ${excepted.size} excepted`;
}
