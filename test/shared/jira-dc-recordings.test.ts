import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AccessDenied } from '../../src/errors.js';
import { accountId, targetName } from '../../src/model/ids.js';
import { Secret } from '../../src/secrets.js';
import { jiraDc } from '../../src/targets/jira-dc/index.js';
import { JiraSettings } from '../../src/targets/jira-dc/settings.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { command } from '../contracts/target.js';
import { isThere } from './beside.js';
import { madeUp, movedTo, pathOf, type Recorded, recording, replay, rowsOf } from './recordings.js';
import { tapWire } from './wire.js';

const { signal } = new AbortController();
const soon = { signal };
const nothing = { membersOf: () => false };

/** The real target on a server that has these replies only. */
async function replayedJira(exchanges: readonly Recorded[], contextPath = '') {
  const server = await replay(exchanges);
  const wire = await tapWire(`${server.url}${contextPath}`);
  const http = quickHttp();
  const target = jiraDc.create(targetName('jira'), JiraSettings.parse({ url: wire.url, token: new Secret('token') }), http);
  const dispose = async () => {
    await wire[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  };
  return { target, requests: server.requests, exchanges: wire.exchanges, slept: http.slept, [Symbol.asyncDispose]: dispose };
}

async function first(name: string, is: (recorded: Recorded) => boolean = () => true): Promise<Recorded> {
  const found = (await recording(`jira-dc/${name}`)).find(is);
  if (found === undefined) throw new Error(`${name} has no such exchange`);
  return found;
}

const endsWith = (end: string) => (recorded: Recorded) => pathOf(recorded).endsWith(end);
const status = (wanted: number) => (recorded: Recorded) => recorded.response.status === wanted;
const serverInfo = () => first('myself-serverinfo-projects', endsWith('/2/serverInfo'));
const whole = (values: readonly unknown[]) => madeUp('/rest/api/2/user/list', { isLast: true, maxResults: 2000, values });
/** As jira-dc.md §3 and §5 write them: nobody recorded these. */
const theRest = [
  madeUp('/rest/api/2/groups/picker', { header: '', total: 1, groups: [{ name: 'jira-users', html: 'jira-users', labels: [] }] }),
  madeUp('/rest/api/2/applicationrole', []),
];

describe.runIf(isThere)('recorded Jira Data Center replies are read whole: nothing real is rejected', () => {
  it('server, account and projects', async () => {
    const recorded = await recording('jira-dc/myself-serverinfo-projects');
    const myself = await first('myself-serverinfo-projects', endsWith('/myself'));
    const keys = recorded
      .filter(endsWith('/2/project'))
      .flatMap(rowsOf)
      .map(row => z.object({ key: z.string() }).parse(row).key);
    const components = keys.map(key => madeUp(`/rest/api/2/project/${key}/components`, []));
    await using jira = await replayedJira([...recorded, whole([myself.response.body]), ...theRest, ...components]);

    const directory = await jira.target.read(nothing, soon);
    const held = await jira.target.responsibilities([...directory.accounts.keys()], directory, soon);

    expect(directory.product.version).toBe('8.20.3');
    expect([...directory.accounts.values()]).toEqual([
      expect.objectContaining({ id: 'JIRAUSER10100', username: 'jupiterone-dev', displayName: 'jupiterone dev', active: true }),
    ]);
    expect([keys.length, held]).toEqual([2, []]);
    expect(jira.requests.filter(request => request.includes('/rest/api/3/'))).toEqual([]);
  });

  it.each(['users-search-page', 'users-search-paged-to-empty'])('the people of %s', async name => {
    const rows = (await recording(`jira-dc/${name}`)).filter(each => pathOf(each).includes('/user/search')).flatMap(rowsOf);
    const self = rows.find(row => z.object({ name: z.string() }).parse(row).name === 'jupiterone-dev');
    await using jira = await replayedJira([await serverInfo(), madeUp('/rest/api/2/myself', self), whole(rows), ...theRest]);

    const { accounts } = await jira.target.read(nothing, soon);

    expect([...accounts.values()].map(accountRow)).toEqual(rows.map(row => Row.parse(row)));
  });
});

const Row = z.object({
  key: z.string(),
  name: z.string(),
  emailAddress: z.string(),
  displayName: z.string(),
  active: z.boolean(),
});
const accountRow = (account: {
  id: string;
  username: string;
  email: string | undefined;
  displayName: string;
  active: boolean;
}) => ({
  key: account.id,
  name: account.username,
  emailAddress: account.email,
  displayName: account.displayName,
  active: account.active,
});

describe.runIf(isThere)('the traps of the recorded Jira Data Center replies', () => {
  it('a search is a bare array, and past the end of it an empty one: that is the end of the list', async () => {
    const recorded = await recording('jira-dc/users-search-paged-to-empty');
    const [page, end] = recorded.filter(each => pathOf(each).includes('/user/search'));
    if (page === undefined || end === undefined) throw new Error('two recorded pages are needed');
    const rows = rowsOf(page);
    expect(rowsOf(end)).toEqual([]);
    const self = rows.find(row => Row.parse(row).name === 'jupiterone-dev');
    // the target asks from the last row it has, so that it sees whether the list moved: nobody recorded that one
    const overlap = madeUp('/rest/api/2/user/search?startAt=2', rows.slice(2));
    const noList = madeUp('/rest/api/2/user/list', { message: 'HTTP 404 Not Found', 'sub-code': -1 }, {}, 404);
    await using jira = await replayedJira([...recorded, overlap, noList, madeUp('/rest/api/2/myself', self), ...theRest]);

    const { accounts } = await jira.target.read(nothing, soon);

    expect([...accounts.values()].map(accountRow)).toEqual(rows.map(row => Row.parse(row)));
  });

  it('302 to the login page: told as such, and not followed with our credential', async () => {
    const redirect = await first('myself-serverinfo-projects', status(302));
    expect(redirect.response.headers.location).toMatch(/^\/login\.jsp/);
    await using jira = await replayedJira([movedTo('GET', '/rest/api/2/serverInfo', redirect)]);

    await expect(jira.target.read(nothing, soon)).rejects.toThrow(AccessDenied);
    expect(jira.requests).toEqual(['GET /rest/api/2/serverInfo']);
  });

  it('an instance below a context path is asked there, and the API of the cloud never', async () => {
    const recorded = await recording('jira-dc/context-path-redirect');
    await using jira = await replayedJira(recorded, '/test');

    await jira.target.check(soon);

    expect(jira.requests).toContain('GET /test/rest/api/2/serverInfo');
    expect(jira.requests.filter(request => !request.startsWith('GET /test/rest/api/2/'))).toEqual([]);
  });

  it('401 as a login page in HTML: wrong credentials, in our words, and no page in the message (R1)', async () => {
    const recorded = await recording('jira-dc/error-401-wrong-password');
    expect(recorded.at(-1)?.response).toMatchObject({ status: 401, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' } });
    await using jira = await replayedJira(recorded);

    const failure: unknown = await jira.target.read(nothing, soon).catch(error => error);

    expect(failure).toBeInstanceOf(AccessDenied);
    expect(String(failure)).not.toMatch(/<|html/i);
    expect(await jira.target.check(soon)).toEqual([
      expect.objectContaining({ level: 'problem', hint: expect.stringContaining('token') }),
    ]);
  });

  it("400: the change failed, with Jira's own text", async () => {
    const refused = movedTo('POST', '/rest/api/2/group', await first('error-400-jql'));
    await using jira = await replayedJira([refused, ...theRest]);

    const outcome = await jira.target.apply(command({ kind: 'createGroup', name: 'team' }), signal);

    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining("The value 'NotExistedProject' does not exist"),
    });
  });

  it('404 with errorMessages speaks of the object, which is gone; a 404 without speaks of the address (A3)', async () => {
    const gone = await first('error-404-project');
    await using jira = await replayedJira([gone]);
    const handOver = (project: string) =>
      command({
        kind: 'handOver',
        account: leaver,
        leaver: 'stated',
        responsibility: {
          id: `project:${project}`,
          label: project,
          holder: leaver.id,
          successor: { kind: 'account', username: 'heir' },
        },
      });

    expect(await jira.target.apply(handOver('PROJECTNAMEBAD'), signal)).toMatchObject({ kind: 'alreadySo' });
    expect(await jira.target.apply(handOver('NOTRECORDED'), signal)).toMatchObject({ kind: 'failed' });
  });

  it('204 with an empty body, though its type says JSON: the write has succeeded', async () => {
    const empty = await first('write-204');
    expect(empty.response).toMatchObject({ body: null, headers: { 'content-type': 'application/json;charset=UTF-8' } });
    await using jira = await replayedJira([movedTo('DELETE', '/rest/api/2/user', empty)]);

    const outcome = await jira.target.apply(command({ kind: 'deleteUser', account: leaver, leaver: 'stated' }), signal);

    expect(outcome).toMatchObject({ kind: 'applied' });
  });

  it.each([
    ['JSON', 'application/json;charset=UTF-8', { message: 'Rate limit exceeded.' }],
    ['a web page', 'text/html;charset=UTF-8', '<html><body>Rate limit exceeded.</body></html>'],
  ])('429 as %s: waits as long as retry-after says, and asks again (R4)', async (_, type, body) => {
    const { response } = await first('documented-429');
    const limited = madeUp('/rest/api/2/serverInfo', body, { ...response.headers, 'content-type': type }, 429);
    await using jira = await replayedJira([
      limited,
      await serverInfo(),
      await first('myself-serverinfo-projects', endsWith('/myself')),
    ]);

    const [server] = await jira.target.check(soon);

    expect(server).toMatchObject({ level: 'ok', what: expect.stringContaining('8.20.3') });
    expect(jira.slept[0]).toBe(1000);
    expect(jira.exchanges.map(({ requestHeaders }) => requestHeaders.accept)).toEqual(
      jira.exchanges.map(() => expect.stringContaining('application/json')),
    );
  });

  it('retry-after 0 on a good answer means that tokens remain: nobody waits (R4)', async () => {
    const { response } = await first('documented-429');
    const info = await serverInfo();
    const headers = { ...info.response.headers, ...response.headers, 'x-ratelimit-remaining': '69', 'retry-after': '0' };
    await using jira = await replayedJira([{ ...info, response: { ...info.response, headers } }]);

    await jira.target.check(soon);

    expect(jira.slept).toEqual([]);
  });

  it('retry-after 9223372036854775807 means a blocked account: told at once, nobody waits 292 billion years', async () => {
    const { response } = await first('documented-429');
    const blocked = madeUp(
      '/rest/api/2/serverInfo',
      response.body,
      { ...response.headers, 'retry-after': '9223372036854775807' },
      429,
    );
    await using jira = await replayedJira([blocked]);

    await expect(jira.target.read(nothing, soon)).rejects.toThrow(AccessDenied);
    expect([jira.slept, jira.requests]).toEqual([[], ['GET /rest/api/2/serverInfo']]);
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));

const leaver = { kind: 'existing', id: accountId('JIRAUSER10000'), username: 'leaver', displayName: 'Leaver' } as const;
