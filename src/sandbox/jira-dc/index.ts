import type { FastifyInstance } from 'fastify';
import { type RateLimit, rateLimiter } from '../atlassian/rate-limit.js';
import { mount } from '../crowd/gate.js';
import type { Application, CrowdServer } from '../crowd/server.js';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { applicationRoutes } from './applications.js';
import { jiraAsCrowd } from './crowd-server.js';
import { commonHeaders, gate, sendError } from './gate.js';
import { groupRoutes } from './groups.js';
import { Jira } from './jira.js';
import { loginPage } from './pages.js';
import { projectRoutes } from './projects.js';
import { fold, type GroupSeed, type ProjectSeed, type RoleSeed, type UserSeed } from './state.js';
import { systemRoutes } from './system.js';
import { userListRoutes } from './user-lists.js';
import { userRoutes } from './users.js';
import { type JiraVersion, versions } from './versions.js';

export interface JiraOptions extends EmulatorOptions {
  version?: JiraVersion;
  contextPath?: string;
  /** the personal access token of the admin account */
  token?: string;
  /** the admin account; its password works with Basic, on Jira 11 only with `allowBasic` */
  username?: string;
  password?: string;
  allowBasic?: boolean;
  users?: readonly UserSeed[];
  groups?: readonly (string | GroupSeed)[];
  projects?: readonly ProjectSeed[];
  applicationRoles?: readonly RoleSeed[];
  rateLimit?: RateLimit;
  /** an application that an administrator registered under "Jira User Server": serves it `/rest/usermanagement/1`, as a Crowd would */
  crowdServer?: Application;
}

/** `crowd`: what the application of `crowdServer` sees of it. */
export type JiraEmulator = Jira & Emulator & { readonly crowd?: CrowdServer };

const SOFTWARE: RoleSeed = {
  key: 'jira-software',
  name: 'Jira Software',
  groups: ['jira-software-users', 'jira-administrators'],
  defaultGroups: ['jira-software-users'],
  seats: 100,
};

/** Starts a Jira Data Center with an admin account, its token, and whatever the options put in. */
export async function startJira(options: JiraOptions = {}): Promise<JiraEmulator> {
  const { version = '10.3.24', token = 'sandbox-jira-token', contextPath = '' } = options;
  const jira = new Jira(version, token, contextPath);
  fill(jira, options);

  const crowd = options.crowdServer && jiraAsCrowd(jira, options.crowdServer);
  const server = await startServer(
    options,
    app => {
      build(jira, options, app);
      if (crowd !== undefined) mount(app, crowd);
    },
    contextPath,
  );
  return Object.assign(jira, {
    ...(crowd !== undefined && { crowd }),
    url: server.url,
    requests: server.requests,
    fail: server.fail,
    heal: server.heal,
    hangUp: server.hangUp,
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  });
}

function fill(jira: Jira, options: JiraOptions): void {
  const { username = 'admin', password = 'sandbox-jira-password', users = [], applicationRoles = [SOFTWARE] } = options;
  const isAdmin = ({ name }: UserSeed) => fold(name) === fold(username);
  const admin = users.find(isAdmin);

  jira.addGroup('jira-administrators');
  for (const role of applicationRoles) jira.addApplicationRole(role);
  const groups = [...(admin?.groups ?? []), 'jira-administrators'];
  jira.account = jira.addUser({ displayName: 'Sandbox Admin', password, ...admin, name: username, groups }).key;
  for (const user of users) if (!isAdmin(user)) jira.addUser(user);
  for (const group of options.groups ?? []) jira.addGroup(group);
  for (const project of options.projects ?? []) jira.addProject(project);
  if (options.allowBasic !== undefined) jira.basicAllowed = options.allowBasic;
}

function build(jira: Jira, options: JiraOptions, app: FastifyInstance): void {
  const answer = gate(jira, options.rateLimit && rateLimiter(options.rateLimit));
  const userLists = userListRoutes(versions[jira.version]);
  const routes = [systemRoutes, userRoutes, userLists, groupRoutes, projectRoutes, applicationRoutes].flat();

  for (const route of routes)
    app.route({ method: route.method, url: route.path, handler: (request, reply) => answer(route, request, reply) });
  app.setNotFoundHandler((request, reply) => answer(undefined, request, reply));
  app.setErrorHandler((error, _, reply) => sendError(jira, error, reply));

  // Cloud's API: a Data Center sends whoever asks for it to the login page
  app.all('/rest/api/3/*', (request, reply) => {
    const destination = encodeURIComponent(`${request.protocol}://${request.host}${request.url}`);
    const location = `${jira.contextPath}/login.jsp?os_destination=${destination}`;
    return reply
      .code(302)
      .headers({
        ...commonHeaders(0),
        location,
        'x-ausername': 'anonymous',
        'content-type': 'text/html;charset=UTF-8',
        'content-length': '0',
      })
      .send();
  });
  app.get('/login.jsp', (_, reply) => reply.code(loginPage.status).type('text/html;charset=UTF-8').send(loginPage.body));
}
