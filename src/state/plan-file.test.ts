import { chmod, mkdtempDisposable, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PlanFileError } from '../errors.js';
import { providerId, sourceName, syncName, targetName } from '../model/ids.js';
import type { Plan } from '../model/plan.js';
import { loadPlan, type PlanFile, savePlan } from './plan-file.js';

const key = new Uint8Array(32).fill(7);
const madeAt = '2026-11-20T10:00:00.000Z';
const DAY = 24 * 3_600_000;
const moment = (milliseconds: number) => new Date(Date.parse(madeAt) + milliseconds);
const expected = { toolVersion: '0.1.0', configFingerprint: 'abc', now: moment(1), maxAge: DAY };

const plan: Plan = {
  version: 1,
  target: targetName('jira'),
  product: { name: 'Jira', version: '10.3.24', url: 'https://jira.example.com' },
  firstRun: false,
  counts: { people: 2, matched: 1, accounts: 3, activeLinked: 1, managedMemberships: 0 },
  stages: [
    {
      name: 'create groups',
      changes: [{ id: '1', kind: 'createGroup', name: 'team', reasons: [{ kind: 'exclusive', sync: syncName('staff') }] }],
    },
  ],
  held: [],
  asks: [],
  notes: [],
  links: [],
  closedLinks: [],
  takes: [],
  ledger: { add: [], drop: [] },
};
const planFile: PlanFile = {
  format: 'rollcall-plan',
  version: 1,
  toolVersion: '0.1.0',
  configFingerprint: 'abc',
  reads: [
    {
      system: sourceName('okta'),
      kind: 'source',
      readAt: '2026-11-20T10:00:00.000Z',
      result: { kind: 'failed', problem: 'it answered 503', hint: 'Again.' },
    },
  ],
  madeAt,
  plans: [plan],
  counts: [
    {
      provider: providerId('okta:example'),
      source: sourceName('okta'),
      readAt: '2026-11-20T08:00:00.000Z',
      people: 12,
      groups: 3,
    },
  ],
};

async function saved(content: PlanFile = planFile) {
  const home = await mkdtempDisposable(join(tmpdir(), 'rollcall-plan-'));
  const file = join(home.path, 'plan.json');
  await savePlan(file, content, key);
  return { folder: home.path, file, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

async function edited(file: string, edit: (text: string) => string) {
  const text = await readFile(file, 'utf8');
  const changed = edit(text);
  expect(changed).not.toBe(text);
  await writeFile(file, changed);
}

async function refusal(loading: Promise<unknown>): Promise<PlanFileError> {
  const failure = await loading.catch((cause: unknown) => cause);
  if (failure instanceof PlanFileError) return failure;
  throw new Error('it was not refused', { cause: failure });
}

describe('a saved plan (A5)', () => {
  it('comes back as it was, within its time', async () => {
    await using at = await saved({ ...planFile, stateId: 's1' });

    expect(await loadPlan(at.file, key, { ...expected, now: moment(DAY) })).toEqual({ ...planFile, stateId: 's1' });
  });

  it('is for one user, laid out for people, and leaves no draft behind', async () => {
    await using at = await saved();
    await chmod(at.file, 0o644);
    await savePlan(at.file, planFile, key);

    expect((await stat(at.file)).mode & 0o777).toBe(0o600);
    expect(await readFile(at.file, 'utf8')).toMatch(/^\{\n {2}"format": "rollcall-plan",\n/);
    expect(await readdir(at.folder)).toEqual(['plan.json']);
  });

  it('may be laid out anew: what counts is what it says', async () => {
    await using at = await saved();
    await edited(at.file, text => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())));

    expect(await loadPlan(at.file, key, expected)).toEqual(planFile);
  });

  it('that cannot be written is told, and leaves no draft behind', async () => {
    await using at = await saved();
    const inFile = await refusal(savePlan(join(at.file, 'plan.json'), planFile, key));
    const onFolder = await refusal(savePlan(at.folder, planFile, key));

    expect(inFile.message).toBe(`cannot write the plan file ${at.file}/plan.json: a part of the path is a file (ENOTDIR)`);
    expect(onFolder.message).toContain(`cannot write the plan file ${at.folder}: `);
    expect(await readdir(at.folder)).toEqual(['plan.json']);
  });
});

describe('a plan file that is not to be applied says why, and ends with 5 (A5)', () => {
  it.each([
    ['not JSON', (text: string) => text.slice(1), 'is not a plan file of rollcall: it is not JSON'],
    ['JSON of something else', () => '{"name":"left-pad","version":1}', 'is not a plan file of rollcall'],
    ['a list', () => '[]', 'is not a plan file of rollcall'],
    [
      'edited by hand',
      (text: string) => text.replace('"team"', '"jira-administrators"'),
      'it was edited, or made with another state',
    ],
    ['a field put in', (text: string) => text.replace('"held": []', '"held": [], "extra": 1'), 'it was edited'],
    ['a list put out of order', (text: string) => text.replace('"plans": [', '"plans": [{},'), 'it was edited'],
    ['a fingerprint put right by hand', (text: string) => text.replace('"abc"', '"abd"'), 'it was edited'],
    ['without its signature', (text: string) => text.replace(/,\s*"signature": "[^"]*"/, ''), 'it was edited'],
    ['another signature', (text: string) => text.replace(/hmac-sha256:./, 'hmac-sha256:'), 'it was edited'],
    [
      'a later format',
      (text: string) => text.replace('"version": 1,\n  "tool', '"version": 2,\n  "tool'),
      'was made by rollcall 0.1.0',
    ],
  ])('%s', async (_, edit, message) => {
    await using at = await saved();
    await edited(at.file, edit);

    const refused = await refusal(loadPlan(at.file, key, expected));

    expect(refused.message).toContain(at.file);
    expect(refused.message).toContain(message);
    expect(refused.hint).toContain('rollcall plan --out');
    expect(refused.exitCode).toBe(5);
  });

  it.each([
    ['another rollcall', { toolVersion: '0.2.0' }, 'was made by rollcall 0.1.0, and this is 0.2.0'],
    ['another config', { configFingerprint: 'xyz' }, 'was made from another config'],
    ['too old', { now: moment(DAY + 1) }, `is too old: made at ${madeAt}, and a plan is good for 24 hours`],
    ['from the future', { now: moment(-3_600_000) }, 'was made in the future'],
  ])('%s', async (_, differing, message) => {
    await using at = await saved();
    expect((await refusal(loadPlan(at.file, key, { ...expected, ...differing }))).message).toContain(message);
  });

  it('made with another state: its signature cannot be checked here', async () => {
    await using at = await saved();
    const refused = await refusal(loadPlan(at.file, new Uint8Array(32).fill(8), expected));
    expect(refused.message).toContain('it was edited, or made with another state');
  });

  it('signed, and yet not a plan: every part of it is parsed', async () => {
    const changes = [{ id: '1', kind: 'dropTables', reasons: [] }];
    await using at = await saved(
      JSON.parse(JSON.stringify({ ...planFile, plans: [{ ...plan, stages: [{ name: 'delete', changes }] }] })),
    );
    expect((await refusal(loadPlan(at.file, key, expected))).message).toContain('plans[0].stages[0].changes[0].kind');
  });

  it.each([0o640, 0o620, 0o604, 0o602])('open to other users (%o)', async mode => {
    await using at = await saved();
    await chmod(at.file, mode);

    const refused = await refusal(loadPlan(at.file, key, expected));

    expect(refused.message).toContain(`${at.file} is open to other users of this machine (mode ${mode.toString(8)})`);
    expect(refused.hint).toBe(`Run: chmod 600 ${at.file}`);
    await chmod(at.file, 0o600);
    expect(await loadPlan(at.file, key, expected)).toEqual(planFile);
  });

  it('not there, or a folder', async () => {
    await using at = await saved();
    expect((await refusal(loadPlan(`${at.file}.old`, key, expected))).message).toContain('it is not there (ENOENT)');
    expect((await refusal(loadPlan(at.folder, key, expected))).message).toContain('it is a folder (EISDIR)');
  });
});
