import { type Company, type CompanyPerson, makeCompany } from '../../sandbox/company.js';
import { type JiraEmulator, type JiraOptions, startJira } from '../../sandbox/jira-dc/index.js';
import type { UserSeed } from '../../sandbox/jira-dc/state.js';
import { type OktaEmulator, type OktaOptions, startOkta } from '../../sandbox/okta/index.js';

export const APP = '0oademo0jira0000h7x';

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
  readonly cast: Cast;
}

/** A made-up company at an Okta, and a Jira that some of its people use already; both end with `await using`. */
export async function startWorld(tokens: { readonly okta: string; readonly jira: string }): Promise<World> {
  const company = makeCompany({ users: 500, groups: 60 });
  const cast = castOf(company);
  const okta = await startOkta({ ...oktaOf(company), token: tokens.okta });
  const jira = await startJira({
    ...jiraBefore(company),
    token: tokens.jira,
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
  return {
    okta,
    jira,
    cast,
    async [Symbol.asyncDispose]() {
      await Promise.all([okta.close(), jira.close()]);
    },
  };
}

/** The company at its Okta; those who are still there are assigned to the app. */
export function oktaOf(company: Company): Pick<OktaOptions, 'company' | 'app'> {
  const assigned = company.people.filter(({ status }) => status !== 'DEPROVISIONED').map(({ id }) => id);
  return { company, app: { id: APP, label: 'Jira', users: assigned } };
}

/** A Jira that most of the company uses already, from before rollcall, with seats for a fifth more. */
export const jiraBefore = (company: Company): Pick<JiraOptions, 'applicationRoles' | 'users' | 'groups'> => ({
  applicationRoles: [
    {
      key: 'jira-software',
      name: 'Jira Software',
      groups: ['jira-software-users', 'jira-administrators'],
      defaultGroups: ['jira-software-users'],
      seats: Math.ceil(company.people.length * 1.2),
    },
  ],
  users: [...company.people.flatMap(accountOf), ...strangers],
  groups: groupsIn(company),
});

const strangers: readonly UserSeed[] = [
  { name: 'jira-admin', displayName: 'Jira Administrator', groups: ['jira-administrators'] },
  { name: 'breakglass', displayName: 'Break Glass', groups: ['jira-administrators'] },
  { name: 'bot-deploy', displayName: 'Deployment Bot' },
  { name: 'agency.kim', displayName: 'Kim of the Agency', emailAddress: 'kim@agency.example' },
  { name: 'auditor', displayName: 'External Auditor', emailAddress: 'audit@audit.example' },
];

export const nameOf = ({ login }: CompanyPerson): string => login.split('@')[0] ?? login;

/** Most employees have an account, some under an old username, some none yet. */
type Footing = 'username' | 'e-mail only' | 'none';

const footingOf = ({ id, userType }: CompanyPerson): Footing => {
  if (userType === 'contractor') return 'none';
  const share = (id.charCodeAt(id.length - 1) * 7 + id.charCodeAt(id.length - 2)) % 100;
  if (share < 91) return 'username';
  return share < 95 ? 'e-mail only' : 'none';
};

function accountOf(person: CompanyPerson): UserSeed[] {
  const { displayName, email, id } = person;
  switch (footingOf(person)) {
    case 'username':
      return [{ name: nameOf(person), displayName, emailAddress: email }];
    case 'e-mail only':
      return [{ name: `u${id.slice(-6).toLowerCase()}`, displayName, emailAddress: email }];
    case 'none':
      return [];
  }
}

/** Groups from before rollcall, most of their members in them already. */
function groupsIn({ people, groups }: Company) {
  const known = people.filter(person => footingOf(person) === 'username');
  const idsIn = (name: string) => new Set(groups.find(group => group.name === name)?.members);
  const engineers = idsIn('Engineering');
  return [
    { name: 'jira-users', members: known.map(nameOf) },
    { name: 'jira-developers', members: known.filter(({ id }, at) => engineers.has(id) && at % 5 !== 0).map(nameOf) },
    { name: 'team-atlas', members: ['agency.kim'] },
  ];
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
