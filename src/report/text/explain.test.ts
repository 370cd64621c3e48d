import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { account, JIRA, link, managed, NOW, person, pulled, sourceGroup, targetGroup } from '../../../test/directories.js';
import { type Setup, traceFor } from '../../../test/planning.js';
import { manual, sync } from '../../../test/rules.js';
import { setupOf, worlds } from '../../../test/worlds.js';
import type { Explanation } from '../../sync/explain/explanation.js';
import { explainGroup } from '../../sync/explain/group.js';
import { explainPerson } from '../../sync/explain/person.js';
import { widthOf } from '../width.js';
import { renderExplanation } from './explain.js';
import { renderGroupExplanation } from './explain-group.js';

const paper = (width: number) => ({ width, full: true, chalk: new Chalk({ level: 0 }) });

async function everyone(setup: Setup, group?: string): Promise<Explanation[]> {
  const trace = await traceFor(setup);
  const named = group === undefined ? undefined : { asked: group, names: new Map([[JIRA, [group]]]) };
  return [...trace.mapped.desired.people.keys()].map(key =>
    explainPerson({
      ...{ traces: [trace], waiting: [], journal: new Map(), now: NOW, group: named },
      subject: { name: key, people: [key], accounts: new Map() },
    }),
  );
}

const ann: Setup = {
  pulled: pulled({ people: [person('ann')], groups: [sourceGroup('Engineering', ['ann'])] }),
  syncs: [sync({ groups: { manual: [manual('Engineering', 'devs')] } })],
  accounts: [account('ann')],
  links: [link('ann')],
  groups: [targetGroup('devs', [])],
  managed: [managed('devs')],
};

describe('an explanation on paper', () => {
  it('begins with the answer, in one sentence', async () => {
    const [about] = await everyone(ann);
    const [asked] = await everyone(ann, 'devs');
    if (about === undefined || asked === undefined) throw new Error('nobody');

    expect(renderExplanation({ ...about, name: 'ann' }, paper(120)).split('\n')[0]).toBe(
      'ann has an account in jira: staff wants it. In 0 groups that rollcall looks at, the next run adds 1.',
    );
    expect(renderExplanation({ ...asked, name: 'ann' }, paper(120)).split('\n')[0]).toBe(
      'ann is not in jira/devs yet: staff manual 1 via Engineering gives it, and the next run adds it.',
    );
  });

  it('spells out what a name hides, and forges no line', async () => {
    const evil = 'ann\u001b[2K\nann has left\u202e';
    const [about] = await everyone({
      ...ann,
      pulled: pulled({ people: [person('ann', { displayName: evil })], groups: [sourceGroup(evil, ['ann'])] }),
    });
    if (about === undefined) throw new Error('nobody');

    const lines = renderExplanation({ ...about, name: evil, group: evil }, paper(120)).split('\n');

    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(lines.some(line => line.startsWith('ann has left'))).toBe(false);
  });

  it('fits the paper, whoever and whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        worlds,
        fc.constantFrom(80, 120, 160),
        fc.constantFrom(undefined, 'devs', 'team-a', 'nothing'),
        async (world, width, group) => {
          const setup = setupOf(world);
          const told = (await everyone(setup, group)).map(one => renderExplanation(one, paper(width)));
          const trace = await traceFor(setup);
          const groups = renderGroupExplanation([explainGroup(trace, group ?? 'solo', [])], paper(width));
          for (const line of [...told, groups].flatMap(text => text.split('\n'))) {
            expect(widthOf(line)).toBeLessThanOrEqual(width);
            expect(line).not.toContain('undefined');
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
