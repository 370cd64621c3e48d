import { componentBean, projectBean } from './beans.js';
import { type Answer, api, type Call, fieldsOf, integer, ok, pageSize, Refusal, type Route, textField } from './call.js';
import type { Jira } from './jira.js';
import { type AssigneeType, fold, type JiraComponent, type JiraProject } from './state.js';

const PROJECT_BEAN = [
  ...['assigneeType', 'avatarId', 'categoryId', 'description', 'issueSecurityScheme', 'key', 'lead', 'name'],
  ...['notificationScheme', 'permissionScheme', 'projectTemplateKey', 'projectTypeKey', 'url'],
];
const COMPONENT_BEAN = [
  ...['archived', 'assigneeType', 'deleted', 'description', 'id', 'isAssigneeTypeValid', 'lead', 'leadUserName'],
  ...['name', 'project', 'projectId', 'realAssigneeType', 'self'],
];
const ASSIGNEE_TYPES: readonly AssigneeType[] = ['PROJECT_DEFAULT', 'COMPONENT_LEAD', 'PROJECT_LEAD', 'UNASSIGNED'];
const COMPONENT_PAGE = 100;
const MOST_COMPONENTS = 1000;

export const projectRoutes: readonly Route[] = [
  { method: 'GET', path: api('project'), access: 'user', handle: list, anonymous: () => ok([]) },
  { method: 'GET', path: api('project/:key'), access: 'user', handle: read },
  { method: 'PUT', path: api('project/:key'), access: 'admin', handle: update },
  { method: 'GET', path: api('project/:key/components'), access: 'user', handle: listComponents },
  { method: 'GET', path: api('component/page'), access: 'user', handle: pageComponents },
  { method: 'GET', path: api('component/:id'), access: 'user', handle: readComponent },
  { method: 'PUT', path: api('component/:id'), access: 'admin', handle: updateComponent },
];

/** All at once, without pages; leads only with expand=lead, archived ones only when asked for. */
function list(jira: Jira, { query, base }: Call): Answer {
  const withLead = (query.get('expand') ?? '').split(',').includes('lead');
  const archivedToo = query.get('includeArchived') === 'true';
  const shown = visible(jira).filter(project => archivedToo || !project.archived);
  return ok(shown.map(project => projectBean(jira, base, project, withLead)));
}

function read(jira: Jira, { params, base }: Call): Answer {
  return ok(wholeProject(jira, base, find(jira, params.key)));
}

function update(jira: Jira, { params, body, base }: Call): Answer {
  const project = find(jira, params.key);
  const fields = fieldsOf(jira, body, PROJECT_BEAN);
  const name = textField(jira, fields, 'name');
  const lead = textField(jira, fields, 'lead');
  const leader = lead === undefined ? undefined : jira.userNamed(lead);
  if (lead !== undefined && leader === undefined) throw new Refusal(400, [], { projectLead: jira.text('projectLeadMissing') });

  project.lead = leader?.key ?? project.lead;
  project.name = name ?? project.name;
  return ok(wholeProject(jira, base, project));
}

const wholeProject = (jira: Jira, base: string, project: JiraProject) => ({
  ...projectBean(jira, base, project, true),
  description: '',
  components: project.components.map(component => componentBean(jira, base, project, component)),
  assigneeType: project.assigneeType,
});

/** The archived components are in it too. */
function listComponents(jira: Jira, { params, base }: Call): Answer {
  const project = find(jira, params.key);
  return ok(project.components.map(component => componentBean(jira, base, project, component)));
}

/** Fewer calls than one per project, but active components only. */
function pageComponents(jira: Jira, { query, base }: Call): Answer {
  const ids = (query.get('projectIds') ?? '').split(',').filter(id => id !== '');
  const text = fold(query.get('query') ?? '');
  const startAt = Math.max(integer(jira, query, 'startAt', 0), 0);
  const maxResults = pageSize(jira, query, COMPONENT_PAGE, MOST_COMPONENTS);
  const hits = visible(jira)
    .filter(project => !project.archived && (ids.length === 0 || ids.includes(project.id)))
    .flatMap(project => project.components.map(component => ({ project, component })))
    .filter(({ component }) => !component.archived && fold(component.name).includes(text));
  const values = hits
    .slice(startAt, startAt + maxResults)
    .map(({ project, component }) => componentBean(jira, base, project, component));
  return ok({ maxResults, startAt, total: hits.length, isLast: startAt + maxResults >= hits.length, values });
}

function readComponent(jira: Jira, { params, base }: Call): Answer {
  const { project, component } = findComponent(jira, params.id);
  return ok(componentBean(jira, base, project, component));
}

/** What is left out stays; an empty leadUserName removes the lead. */
function updateComponent(jira: Jira, { params, body, base }: Call): Answer {
  const { project, component } = findComponent(jira, params.id);
  const fields = fieldsOf(jira, body, COMPONENT_BEAN);
  const name = textField(jira, fields, 'name');
  const description = textField(jira, fields, 'description');
  const leadName = textField(jira, fields, 'leadUserName');
  const assigneeType = textField(jira, fields, 'assigneeType');
  const type = ASSIGNEE_TYPES.find(each => each === assigneeType);
  const lead = leadName ? jira.userNamed(leadName) : undefined;
  if (leadName && lead === undefined) throw new Refusal(400, [], { leadUserName: jira.text('componentLeadMissing', leadName) });
  if (assigneeType !== undefined && type === undefined) throw new Refusal(400, [jira.text('malformed', 'assigneeType')]);

  if (leadName !== undefined) component.lead = lead?.key;
  component.name = name ?? component.name;
  component.description = description ?? component.description;
  component.assigneeType = type ?? component.assigneeType;
  return ok(componentBean(jira, base, project, component));
}

const visible = (jira: Jira): JiraProject[] => [...jira.projects.values()].filter(project => !project.hidden);

function find(jira: Jira, idOrKey = ''): JiraProject {
  const project = visible(jira).find(({ id, key }) => key === idOrKey.toUpperCase() || id === idOrKey);
  if (project === undefined) throw new Refusal(404, [jira.text('projectMissing', idOrKey)]);
  return project;
}

function findComponent(jira: Jira, id = ''): { project: JiraProject; component: JiraComponent } {
  for (const project of visible(jira)) {
    const component = project.components.find(each => each.id === id);
    if (component) return { project, component };
  }
  throw new Refusal(404, [jira.text('componentMissing', id)]);
}
