import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startServer } from '../../src/sandbox/server.js';
import { OKTA_WORDS, status } from '../bad-days/faults.js';
import { RESTLESS, stir } from '../bad-days/unrest.js';
import { bitbucketWorld } from '../contracts/bitbucket-dc-world.js';
import { confluenceWorld } from '../contracts/confluence-dc-world.js';
import { crowdWorld } from '../contracts/crowd-world.js';
import { jiraWorld } from '../contracts/jira-dc-world.js';
import { endOf } from '../contracts/target/interrupted.js';
import { type Synced, synced } from '../contracts/target/synced.js';
import type { OpenWorld } from '../contracts/target/world.js';
import type { Place } from './misfortune.js';
import { type Case, type Sample, sampleOf } from './sample.js';

/** cases of each target, unless all of them are asked for */
const SIZE = 30;
const MOST_RUNS = 3;
const HOUR = 3_600_000;

const TARGETS: readonly (readonly [string, OpenWorld])[] = [
  ['jira-dc 9.12', filling => jiraWorld('9.12.17', filling)],
  ['confluence-dc 10.2', filling => confluenceWorld('10.2.14', filling)],
  ['bitbucket-dc 10.3', filling => bitbucketWorld('10.3.1', filling)],
  ['crowd 7.1', filling => crowdWorld('7.1.0', filling)],
];

describe.each(TARGETS)('%s: whatever goes wrong with a request to it, at most three runs end in the same state', (kind, open) => {
  let company: Synced;
  let elsewhere: Emulator;
  let sample: Sample;
  let reference: Awaited<ReturnType<typeof endOf>>;
  beforeAll(async () => {
    company = await synced(open, RESTLESS);
    elsewhere = await startServer({}, app => app.all('/*', async () => []));
    await morning();
    await company.run();
    sample = sampleOf(placesIn(company), SIZE, process.env);
    reference = await endOf(company);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([company[Symbol.asyncDispose](), elsewhere.close()]);
    console.log(`faults, ${kind}: ${sample.cases.length} (of ${sample.all}), seed ${sample.seed}`);
  });

  async function morning(): Promise<void> {
    await company.again();
    elsewhere.requests.length = 0;
    stir(company.okta);
  }

  async function tryOut({ place, misfortune }: Case): Promise<readonly string[]> {
    await morning();
    const { okta, world } = company;
    const source = { ...okta, expire: (after: number) => okta.fail(/^/, status(401, OKTA_WORDS.unauthorized), { skip: after }) };
    misfortune.strike({ source, jira: world.emulator, elsewhere }, place);
    for (let run = 0; run < MOST_RUNS; run++) {
      await company.run(run === 0 && misfortune.hangs === true ? { limits: { responseMs: 50 } } : {});
      company.calm();
      world.emulator.hangUp();
      if (elsewhere.requests.length > 0) return ['it asked somebody else'];
      if (isDeepStrictEqual(await endOf(company), reference)) return [];
    }
    const [is, should] = [linesOf(await endOf(company)), linesOf(reference)];
    return [...[...is.difference(should)].map(line => `+ ${line}`), ...[...should.difference(is)].map(line => `- ${line}`)];
  }

  it(
    'nothing twice, nothing lost',
    async () => {
      const failures: string[] = [];
      for (const one of sample.cases) {
        const problems = await tryOut(one).catch(error => [String(error)]);
        if (problems.length > 0)
          failures.push(`case ${one.number} (${one.misfortune.name}, ${one.place.request}): ${problems.join('\n    ')}`);
      }
      expect(failures, `FAULT_SEED=${sample.seed}`).toEqual([]);
    },
    HOUR,
  );
});

function placesIn({ world }: Synced): Place[] {
  const seen = new Map<string, number>();
  return world.emulator.requests.map(({ method, url }, index) => {
    const request = `${method} ${url}`;
    const nth = seen.get(request) ?? 0;
    seen.set(request, nth + 1);
    return { system: 'jira', index, request, nth };
  });
}

const linesOf = ({ state, ...content }: Awaited<ReturnType<typeof endOf>>): Set<string> =>
  new Set(Object.entries({ ...content, ...state }).flatMap(([what, rows]) => rows.map(row => `${what}: ${row}`)));
