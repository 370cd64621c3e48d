import { type BitbucketEmulator, startBitbucket } from '../../sandbox/bitbucket-dc/index.js';
import { type Company, type CompanyPerson, makeCompany } from '../../sandbox/company.js';
import { type ConfluenceEmulator, startConfluence } from '../../sandbox/confluence-dc/index.js';
import { type JiraEmulator, startJira } from '../../sandbox/jira-dc/index.js';
import { type OktaEmulator, type OktaOptions, startOkta } from '../../sandbox/okta/index.js';
import { bitbucketBefore, confluenceBefore, footingOf, jiraBefore, nameOf } from './products.js';

export const APP = '0oademo0jira0000h7x';
export const BITBUCKET_ACCOUNT = 'rollcall';

/** Who plays a part in what happens later. */
interface Cast {
  readonly dismissed: CompanyPerson;
  readonly unassigned: CompanyPerson;
  readonly mover: CompanyPerson;
  readonly renamed: CompanyPerson;
  readonly dismissedLater: CompanyPerson;
}

export interface World extends AsyncDisposable {
  readonly okta: OktaEmulator;
  readonly jira: JiraEmulator;
  readonly confluence: ConfluenceEmulator;
  readonly bitbucket: BitbucketEmulator;
  readonly cast: Cast;
}

/** What opens each of them: tokens, and Bitbucket's password. */
export interface DemoSecrets {
  readonly okta: string;
  readonly jira: string;
  readonly confluence: string;
  readonly bitbucket: string;
}

/** A made-up company at an Okta, and products that most of its people use already; all end with `await using`. */
export async function startWorld(secrets: DemoSecrets): Promise<World> {
  const company = makeCompany({ users: 500, groups: 60 });
  const cast = castOf(company);
  const okta = await startOkta({ ...oktaOf(company), token: secrets.okta });
  const jira = await startJira({
    ...jiraBefore(company),
    token: secrets.jira,
    projects: [
      {
        key: 'OPS',
        name: 'Operations',
        lead: nameOf(cast.dismissed),
        components: [{ name: 'Monitoring', lead: nameOf(cast.dismissed) }],
      },
      { key: 'WEB', name: 'Web shop', lead: nameOf(cast.mover) },
      { key: 'HR', name: 'People', lead: 'jira-admin' },
    ],
  });
  const confluence = await startConfluence({ ...confluenceBefore(company), token: secrets.confluence });
  const bitbucket = await startBitbucket({
    ...bitbucketBefore(company),
    username: BITBUCKET_ACCOUNT,
    password: secrets.bitbucket,
  });
  return {
    ...{ okta, jira, confluence, bitbucket, cast },
    async [Symbol.asyncDispose]() {
      await Promise.all([okta.close(), jira.close(), confluence.close(), bitbucket.close()]);
    },
  };
}

/** The company at its Okta; those who are still there are assigned to the app. */
export function oktaOf(company: Company): Pick<OktaOptions, 'company' | 'app'> {
  const assigned = company.people.filter(({ status }) => status !== 'DEPROVISIONED').map(({ id }) => id);
  return { company, app: { id: APP, label: 'Jira', users: assigned } };
}

function castOf({ people, groups }: Company): Cast {
  const idsIn = (name: string) => new Set(groups.find(group => group.name === name)?.members);
  const [engineers, platform, apollo] = [idsIn('Engineering'), idsIn('Platform'), idsIn('atl-apollo')];
  const settled = people.filter(
    person =>
      person.status === 'ACTIVE' &&
      footingOf(person) === 'username' &&
      engineers.has(person.id) &&
      !platform.has(person.id) &&
      !apollo.has(person.id),
  );
  const [dismissed, unassigned, mover, renamed, dismissedLater] = settled;
  if (!dismissed || !unassigned || !mover || !renamed || !dismissedLater) throw new Error('the demo company is too small');
  return { dismissed, unassigned, mover, renamed, dismissedLater };
}
