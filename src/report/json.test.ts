import { describe, expect, it } from 'vitest';
import { ConfigError } from '../errors.js';
import { runId, sourceName } from '../model/ids.js';
import { errorJson, eventLine, findingsJson, historyJson, linksJson, plansJson, resultJson, runJson } from './json.js';
import { account, addMember, createUser, heldRemovals, jira, planOf, record, someone, staff } from './test-plans.js';

const reread = (document: unknown): unknown => JSON.parse(JSON.stringify(document));

describe('--json', () => {
  const evil = 'gnp\u202e\u001b[31m';
  const plan = planOf({ changes: [createUser(evil, 'Ada', 'ada@x.com')], held: heldRemovals('jira-users', 1) });
  const planned = { plans: [plan], problems: [{ system: sourceName('okta'), problem: 'refused', hint: 'Renew it.' }], reads: [] };

  it('of a plan names its version, its problems and every change', () => {
    const document = plansJson(planned);

    expect(document).toMatchObject({
      version: 1,
      kind: 'plan',
      problems: [{ system: 'okta', problem: 'refused' }],
      plans: [
        {
          target: 'jira',
          counts: { people: 1_509 },
          held: [{ guard: 'removals-per-group', allow: 'jira:removals-per-group=1' }],
        },
      ],
    });
    expect(reread(document)).toEqual(document);
  });

  it('leaves names as they are, and gives people as provider and id', () => {
    const text = JSON.stringify(plansJson(planned));

    expect(text).toContain(JSON.stringify(evil));
    expect(text).toContain(`"person":{"provider":"example.okta.com","id":${JSON.stringify(`00u-${evil}`)}}`);
    expect(text).not.toContain('\\u001f');
  });

  it('of a result has every change with its outcome, and what was held', () => {
    const changes = [{ change: addMember('a', 'bob'), outcome: { kind: 'failed' as const, problem: 'no', hint: 'Do.' } }];

    expect(resultJson(planned, { run: runId(12), record: 'failed', applied: [{ plan, changes }] })).toMatchObject({
      kind: 'result',
      run: 12,
      result: 'failed',
      problems: [{ system: 'okta' }],
      targets: [
        { target: 'jira', changes: [{ change: { kind: 'addMember' }, outcome: { kind: 'failed', hint: 'Do.' } }], held: [{}] },
      ],
    });
  });

  it('of everything else survives JSON: no map, set or undefined is lost on the way', () => {
    const link = {
      target: jira,
      person: someone('ada').person,
      account: account('ada').id,
      owner: staff,
      how: 'set' as const,
      values: {},
      status: 'open' as const,
      deactivatedAt: undefined,
      accessCutAt: undefined,
      owed: [],
      since: '2026-11-20T00:00:00.000Z',
    };
    const documents = [
      historyJson([record()]),
      runJson(record(), [], []),
      findingsJson([{ system: 'okta', findings: [{ level: 'ok', what: 'fine' }] }]),
      linksJson([{ link, login: 'ada@x.com' }]),
    ];

    expect(documents.map(({ kind }) => kind)).toEqual(['history', 'run', 'check', 'links']);
    expect(reread(documents)).toEqual(documents);
  });

  it('of an error has the hint, the mistakes and the exit code, and no stack', () => {
    const error = new ConfigError('wrong', 'Correct it.', [{ file: 'a.yaml', line: 3, message: 'no' }]);

    expect(errorJson(error)).toMatchObject({
      error: { name: 'ConfigError', exitCode: 5, mistakes: [{ file: 'a.yaml', line: 3 }] },
    });
    expect(JSON.stringify(errorJson(new TypeError('x')))).not.toContain('at ');
  });

  it('of an event is one line', () => {
    const line = eventLine({ kind: 'pullStarted', source: sourceName('okta\n') }, '2026-11-22T05:44:10.000Z');

    expect(line).toBe('{"time":"2026-11-22T05:44:10.000Z","kind":"pullStarted","source":"okta\\n"}');
  });
});
