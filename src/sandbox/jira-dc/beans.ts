import { api } from './call.js';
import type { Jira } from './jira.js';
import { groupsOf, rolesOf, seatsTaken } from './memberships.js';
import type { ApplicationRole, JiraComponent, JiraGroup, JiraProject, JiraUser } from './state.js';
import { versions } from './versions.js';

const AVATAR = 'https://www.gravatar.com/avatar/00000000000000000000000000000000?d=mm&s=';
const avatarUrls = { '48x48': `${AVATAR}48`, '24x24': `${AVATAR}24`, '16x16': `${AVATAR}16`, '32x32': `${AVATAR}32` };

const userSelf = (base: string, user: JiraUser) => `${base}${api('user')}?username=${encodeURIComponent(user.name)}`;
const groupSelf = (base: string, name: string) => `${base}${api('group')}?groupname=${encodeURIComponent(name)}`;

/** The short bean of group members and leads. */
export const userJsonBean = (base: string, user: JiraUser) => ({
  self: userSelf(base, user),
  name: user.name,
  key: user.key,
  emailAddress: user.emailAddress,
  avatarUrls,
  displayName: user.displayName,
  active: user.active,
  timeZone: 'Etc/UTC',
});

/** The bean of searches and lists: no groups, no applications. */
export const listedUserBean = (jira: Jira, base: string, user: JiraUser) => ({
  self: userSelf(base, user),
  key: user.key,
  name: user.name,
  emailAddress: user.emailAddress,
  avatarUrls,
  displayName: user.displayName,
  active: user.active,
  ...newerFields(jira, user),
  timeZone: 'Etc/UTC',
  locale: 'en_US',
});

const newerFields = ({ version }: Jira, { deleted, lastLoginTime }: JiraUser) =>
  versions[version].tellsDeleted ? { deleted, ...(lastLoginTime === undefined ? {} : { lastLoginTime }) } : {};

/** Without `expand`, groups and applicationRoles have a size and no items. */
export function userBean(jira: Jira, base: string, user: JiraUser, expand: readonly string[]) {
  const groups = groupsOf(jira, user).map(({ name }) => ({ name, self: groupSelf(base, name) }));
  const roles = rolesOf(jira, user).map(({ key, name }) => ({ key, name }));
  return {
    ...listedUserBean(jira, base, user),
    groups: { size: groups.length, items: expand.includes('groups') ? groups : [] },
    applicationRoles: { size: roles.length, items: expand.includes('applicationRoles') ? roles : [] },
    expand: 'groups,applicationRoles',
  };
}

/** What writes answer. */
export const userWriteBean = (base: string, user: JiraUser) => ({
  self: userSelf(base, user),
  key: user.key,
  name: user.name,
  emailAddress: user.emailAddress,
  displayName: user.displayName,
  active: user.active,
});

export const groupBean = (base: string, group: JiraGroup, users: object) => ({
  name: group.name,
  self: groupSelf(base, group.name),
  users,
  expand: 'users',
});

export function projectBean(jira: Jira, base: string, project: JiraProject, withLead: boolean) {
  const lead = jira.users.get(project.lead);
  return {
    expand: 'description,lead,url,projectKeys',
    self: `${base}${api('project')}/${project.id}`,
    id: project.id,
    key: project.key,
    ...(withLead && lead ? { lead: leadBean(base, lead) } : {}),
    name: project.name,
    avatarUrls: { '48x48': `${base}/secure/projectavatar?avatarId=10324` },
    projectTypeKey: 'software',
    archived: project.archived,
  };
}

export function componentBean(jira: Jira, base: string, project: JiraProject, component: JiraComponent) {
  const lead = component.lead === undefined ? undefined : jira.users.get(component.lead);
  const isValid = component.assigneeType !== 'COMPONENT_LEAD' || lead?.active === true;
  return {
    self: `${base}${api('component')}/${component.id}`,
    id: component.id,
    name: component.name,
    description: component.description,
    ...(lead ? { lead: leadBean(base, lead) } : {}),
    assigneeType: component.assigneeType,
    // COMPONENT_LEAD without a lead falls back to another assignee
    realAssigneeType: isValid ? component.assigneeType : project.assigneeType,
    isAssigneeTypeValid: isValid,
    project: project.key,
    projectId: Number(project.id),
    archived: component.archived,
    deleted: false,
  };
}

const leadBean = (base: string, user: JiraUser) => ({
  self: userSelf(base, user),
  key: user.key,
  name: user.name,
  avatarUrls,
  displayName: user.displayName,
  active: user.active,
});

export function roleBean(jira: Jira, role: ApplicationRole) {
  const userCount = seatsTaken(jira, role);
  const hasUnlimitedSeats = role.seats < 0;
  return {
    key: role.key,
    groups: role.groups,
    name: role.name,
    defaultGroups: role.defaultGroups,
    selectedByDefault: role.selectedByDefault,
    defined: true,
    numberOfSeats: role.seats,
    // over the limit there are no negative seats: compare userCount with numberOfSeats
    remainingSeats: hasUnlimitedSeats ? -1 : Math.max(role.seats - userCount, 0),
    userCount,
    userCountDescription: `${userCount} users`,
    hasUnlimitedSeats,
    platform: false,
  };
}
