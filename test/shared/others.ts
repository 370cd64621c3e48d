import { startJira } from '../../src/sandbox/jira-dc/index.js';
import type { JiraVersion } from '../../src/sandbox/jira-dc/versions.js';
import { startKeycloak } from '../../src/sandbox/keycloak/index.js';
import { startOkta } from '../../src/sandbox/okta/index.js';
import { type Exchange, tapWire } from './wire.js';

const APP = '0oaaaaaaaaaaaaaJira7';

/** What the Okta emulator answers besides what our source asks. */
export async function otherOktaAnswers(): Promise<readonly Exchange[]> {
  await using okta = await startOkta({
    users: ['ann', 'bob'],
    groups: [{ id: '00gteam', name: 'team', members: ['ann'] }],
    app: { id: APP, users: ['bob'], groups: ['team'] },
  });
  const paths = [
    ...['users?q=ann', 'users?filter=status%20eq%20%22ACTIVE%22&limit=1', 'users/ann/groups'],
    ...['groups?q=te', 'groups?expand=stats', 'groups/00gteam', 'groups/00gteam/apps', 'groups/00gnone'],
    ...['apps', `apps/${APP}/groups`, `apps/${APP}/groups?limit=20&expand=group`],
  ];
  return await asked(
    okta.url,
    `SSWS ${okta.token}`,
    paths.map(path => ['GET', `/api/v1/${path}`]),
  );
}

/** What the Keycloak emulator answers besides what our source asks. */
export async function otherKeycloakAnswers(): Promise<readonly Exchange[]> {
  await using keycloak = await startKeycloak({
    users: ['ann'],
    groups: [{ id: 'g1', name: 'eng', members: ['ann'], children: [{ name: 'backend' }] }],
    roles: [{ name: 'viewer' }],
    mayDo: ['view-users', 'view-realm'],
  });
  const body = { grant_type: 'client_credentials', client_id: keycloak.clientId, client_secret: keycloak.clientSecret };
  const answer = await fetch(`${keycloak.url}/realms/sandbox/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(body),
  });
  const paths = [
    ...['users?search=*nn&enabled=true', 'users?search=ann', 'users/ann/groups/count', 'groups?search=back&exact=false'],
    ...['groups?search=backend&exact=true', 'groups/count?top=true', 'groups/g1', 'group-by-path/eng', 'roles/viewer'],
  ];
  return await asked(
    keycloak.url,
    `Bearer ${Object(await answer.json()).access_token}`,
    paths.map(path => ['GET', `/admin/realms/sandbox/${path}`]),
  );
}

/** What the Jira emulator answers besides what our target asks; `GET /group` is gone from both documents (jira-dc.md §3). */
export async function otherJiraAnswers(version: JiraVersion): Promise<readonly Exchange[]> {
  await using jira = await startJira({
    version,
    users: [{ name: 'ann', groups: ['team'] }],
    projects: [{ key: 'OPS', lead: 'ann', components: [{ name: 'Network', lead: 'ann' }] }],
  });
  const path = (rest: string) => `/rest/api/2/${rest}`;
  return await asked(jira.url, `Bearer ${jira.token}`, [
    ['GET', path('user/search?username=.&includeInactive=true&startAt=0&maxResults=50')],
    ['PUT', path('user/password?username=ann'), { password: 'a new one' }],
    ['POST', path('user/application?username=ann&applicationKey=jira-software')],
    ['DELETE', path('user/application?username=ann&applicationKey=jira-software')],
    ['DELETE', path('user/application?username=nobody&applicationKey=jira-software')],
    ['GET', path('component/page?startAt=0&maxResults=10')],
    ['GET', path('project/OPS/components')],
  ]);
}

/** Asks all this one after another, and keeps what was answered. */
export async function asked(target: string, authorization: string, requests: readonly (readonly [string, string, object?])[]) {
  await using wire = await tapWire(target);
  const headers = {
    authorization,
    accept: 'application/json',
    'x-atlassian-token': 'no-check',
    'content-type': 'application/json',
  };
  for (const [method, path, body] of requests)
    await (await fetch(`${wire.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })).text();
  return wire.exchanges;
}
