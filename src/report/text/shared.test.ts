import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { targetName } from '../../model/ids.js';
import { type DirectoryDifference, type SharedDirectory, sharedSummary } from '../../model/shared-directory.js';
import type { Paper } from './paper.js';
import { renderPlans } from './plan.js';
import { renderFollowing, sharedHead, sharedLines, sharedText } from './shared.js';

const paper: Paper = { width: 120, full: false, chalk: new Chalk({ level: 0 }) };
type Compared = Extract<SharedDirectory['verified'], { kind: 'compared' }>;
const names = { target: targetName('confluence'), of: targetName('jira') };
const shared = (verified: Partial<Compared> = {}, syncMs = 3_600_000): SharedDirectory => ({
  ...{ ...names, syncMs },
  verified: { kind: 'compared', people: 1509, groups: 782, differences: [], unknownGroups: [], ...verified },
});
const text = (one: SharedDirectory) => sharedLines(one, paper).join('\n');
const differences: readonly DirectoryDifference[] = [
  { kind: 'missingPerson', username: 'ann' },
  ...['bob', 'cid'].map((username): DirectoryDifference => ({ kind: 'extraMember', group: 'dev\u001b[2Js', username })),
];

describe('a target that shares a directory (G12), for a person to read', () => {
  it('is one line while all is as there', () => {
    expect(text(shared())).toBe('confluence · shares the directory of jira · 1,509 people, 782 groups, as there');
  });

  it('says what it waits for, and how often the directory is fetched', () => {
    const waiting = { changes: 3, newest: '2026-11-20T14:02:11.000Z' };

    expect(text(shared({ waiting })).replace(/\n */, ' ')).toBe(
      'confluence · shares the directory of jira · 1,509 people, 782 groups · not caught up: 3 changes of 2026-11-20 14:02 UTC, its directory sync runs hourly',
    );
    expect(text(shared({ waiting }, 900_000))).toContain('its directory sync runs every 15 min');
  });

  it('counts what differs, names it, and says what to look at; a name from outside moves no cursor', () => {
    const lines = text(shared({ differences }));

    expect(lines).toContain('  ! not as in jira: 1 person missing and 2 memberships too many');
    expect(lines).toMatch(/person missing: ann/);
    expect(lines).toMatch(/memberships too many in dev.*s: bob {2}cid/);
    expect(lines).toMatch(/→ Nothing is written to confluence\./);
    expect(lines).toMatch(/own goes under its\s+ignore/);
    expect(lines).not.toContain('\u001b');
  });

  it('says which members are not known, and why nothing was compared', () => {
    expect(text(shared({ unknownGroups: ['devs'] }))).toContain('! the members of 1 group could not be read');
    expect(text({ ...shared(), verified: { kind: 'notCompared', why: 'jira could not be read' } })).toBe(
      'confluence · shares the directory of jira · not compared: jira could not be read',
    );
  });

  it('has nobody’s name in the record of a run', () => {
    const kept = sharedSummary(shared({ differences }));

    expect(JSON.stringify(kept)).not.toMatch(/ann|bob|cid/);
    expect(sharedHead(kept, paper).join('\n')).toContain('1 person missing and 2 memberships too many');
    expect(sharedText({ of: names.of, compared: kept })).toMatch(/^shares the directory of jira · .* · not as in jira/);
    expect(sharedText({ of: names.of, compared: undefined })).toBe('shares the directory of jira; not compared yet');
  });

  it('stands below the plans, and is named where only the other is spoken of', () => {
    expect(renderPlans({ plans: [], problems: [], shared: [shared()] }, paper)).toContain('shares the directory of jira');
    expect(renderFollowing([{ name: names.target, of: names.of }], paper)).toContain('confluence shares the directory of jira');
  });
});
