import { Refusal } from './call.js';
import type { Jira } from './jira.js';
import { may } from './memberships.js';
import { fold, type JiraUser } from './state.js';

const LONGEST = 255;

/** Why a username cannot be taken, or undefined. `self` is the user who is renamed. */
export function usernameProblem(jira: Jira, name: string, self?: JiraUser): string | undefined {
  if (name.trim() === '') return jira.text('usernameMissing');
  if (name.length > LONGEST) return jira.text('tooLong');
  if (/[<>&]/.test(name)) return jira.text('usernameInvalid');
  const owner = jira.userNamed(fold(name));
  return owner !== undefined && owner !== self ? jira.text('nameTaken') : undefined;
}

export function textProblem(jira: Jira, value: string, missing: 'emailMissing' | 'displayNameMissing'): string | undefined {
  if (value.trim() === '') return jira.text(missing);
  return value.length > LONGEST ? jira.text('tooLong') : undefined;
}

/** Nobody writes to a read-only directory, and only a system administrator to a system administrator. */
export function assertWritable(jira: Jira, caller: JiraUser, target: JiraUser): void {
  if (may(jira, target, 'SYSTEM_ADMIN') && !may(jira, caller, 'SYSTEM_ADMIN'))
    throw new Refusal(400, [jira.text('systemAdminOnly')]);
  if (jira.directoryOf(target)?.readOnly) throw new Refusal(400, [jira.text('directoryReadOnly')]);
}

/** Archived projects and those that the caller cannot see count as well. */
const projectsLedBy = (jira: Jira, user: JiraUser): string[] =>
  [...jira.projects.values()].filter(project => project.lead === user.key).map(project => project.key);

/** The projects that hold the components, not the components. */
const projectsWithComponentsLedBy = (jira: Jira, user: JiraUser): string[] =>
  [...jira.projects.values()]
    .filter(({ components }) => components.some(component => component.lead === user.key))
    .map(project => project.key);

export function assertMayBeDeactivated(jira: Jira, caller: JiraUser, target: JiraUser): void {
  if (target === caller) throw new Refusal(400, [jira.text('cannotDeactivateSelf')]);

  const projects = projectsLedBy(jira, target);
  const components = projectsWithComponentsLedBy(jira, target);
  const errors: Record<string, string> = {};
  if (projects.length > 0) errors.active = jira.text('leadsProjects', projects.join(', '));
  // the field holds one text: that of the components hides that of the projects
  if (components.length > 0) errors.active = jira.text('leadsComponents', components.join(', '));
  if (Object.keys(errors).length > 0) throw new Refusal(400, [], errors);
}

/** Unlike for a deactivation, leading a component does not matter here. */
export function assertMayBeDeleted(jira: Jira, caller: JiraUser, target: JiraUser): void {
  if (target === caller) throw new Refusal(400, [jira.text('cannotDeleteSelf')]);
  if (target.issues > 0) throw new Refusal(400, [jira.text('hasIssues', target.name)]);
  const projects = projectsLedBy(jira, target);
  if (projects.length > 0) throw new Refusal(400, [jira.text('leadsProjectsDelete', target.name, projects.join(', '))]);
}
