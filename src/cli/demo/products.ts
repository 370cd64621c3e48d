import type { BitbucketOptions } from '../../sandbox/bitbucket-dc/index.js';
import type { Company, CompanyPerson } from '../../sandbox/company.js';
import type { ConfluenceOptions } from '../../sandbox/confluence-dc/index.js';
import type { JiraOptions } from '../../sandbox/jira-dc/index.js';
import type { UserSeed } from '../../sandbox/jira-dc/state.js';

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

/** A Confluence that the same people use, under the same names. */
export function confluenceBefore(company: Company): Pick<ConfluenceOptions, 'users' | 'groups'> {
  const people = company.people.filter(person => footingOf(person) === 'username');
  return {
    users: [
      { name: 'breakglass', fullName: 'Break Glass', groups: ['confluence-administrators'] },
      { name: 'auditor', fullName: 'External Auditor', email: 'audit@audit.example' },
      ...people.map(person => ({ name: nameOf(person), fullName: person.displayName, email: person.email })),
    ],
    groups: [{ name: 'team-atlas', members: ['auditor'] }],
  };
}

/** A Bitbucket that engineers alone use; its group `developers` lets them in. */
export function bitbucketBefore(company: Company): Pick<BitbucketOptions, 'users' | 'groups' | 'seats'> {
  const engineers = company.people.filter(
    person => person.department === 'Engineering' && footingOf(person) === 'username' && person.status !== 'DEPROVISIONED',
  );
  const developers = engineers.filter((_, at) => at % 5 !== 0);
  return {
    seats: company.people.length,
    users: [
      { name: 'breakglass', displayName: 'Break Glass', groups: ['stash-administrators'] },
      { name: 'ci-runner', displayName: 'CI', type: 'SERVICE', permission: 'PROJECT_CREATE' },
      ...engineers.map(person => ({ name: nameOf(person), displayName: person.displayName, emailAddress: person.email })),
    ],
    groups: [{ name: 'developers', permission: 'LICENSED_USER', members: developers.map(nameOf) }],
  };
}

/** Most employees have an account, some under an old username, some none yet. */
type Footing = 'username' | 'e-mail only' | 'none';

export const footingOf = ({ id, userType }: CompanyPerson): Footing => {
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
