import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceName } from '../../model/ids.js';
import type { Note } from '../../model/plan.js';
import {
  account,
  addMember,
  adopts,
  createUser,
  deactivateUser,
  handOver,
  heldRemovals,
  left,
  planOf,
  removeMember,
  samplePlan,
  someone,
  staff,
  suspended,
  updateUser,
  viaRule,
} from '../test-plans.js';
import { widthOf } from '../width.js';
import type { Paper } from './paper.js';
import { renderPlan, renderPlans } from './plan.js';

const plain = new Chalk({ level: 0 });
const paper = (more: Partial<Paper> = {}): Paper => ({ width: 120, full: false, chalk: plain, ...more });
const logins = (n: number) => Array.from({ length: n }, (_, at) => `user${String(at + 1).padStart(3, '0')}`);

describe('the plan of a target (DESIGN §8)', () => {
  it('reads like a diff: who, what and why, in columns', () => {
    expect(renderPlan(samplePlan(), paper())).toBe(
      `jira · https://jira.example.com · Jira 10.3.24 · 1,497 of 1,509 people matched, 1 to create

  users
    + ada.okafor  Ada Okafor <ada.okafor@example.com>  new in okta
    ~ mia.park    displayName  Mia P. → Mia Park
    - liam.khan   deactivate                           suspended in okta since 2026-11-20
                  hands over project OPS → jira-admin
  groups
      jira-developers  - olu.mensah                                           left okta: Engineering
    + team-blue        from atl-team-blue (staff onTheFly 1)
                       + ada.okafor  mia.park  blue1  blue2  blue3  blue4  … 8 more  staff onTheFly 1 via atl-team-blue
  held: 214 changes
    ! jira-users  214 removals: user001  user002  user003  user004  user005  user006  … 208 more
                  removals-per-group: 214 in jira-users removals (36 % of 600); limit 180 (30 %, at least 10)
                  each of them: left okta: Everyone
                  → if that is right, lift it with --allow jira:removals-per-group=214

  1 user to create, 1 to update, 1 to deactivate · 1 hand-over · 1 group to create · 14 members to add, 1 to remove ·
  214 held`,
    );
  });

  it('names the accounts that match keys found, all of them with --full (C2, C4)', () => {
    const links = logins(9).map(username => ({
      person: someone(username).person,
      account: account(username),
      owner: staff,
      how: 'matched' as const,
      isActive: true,
      standing: 'active' as const,
      values: { username, email: `${username}@example.com` },
    }));
    const plan = { ...planOf({}), links };

    expect(renderPlan(plan, paper())).toContain('found by match keys, linked from then on: 9 accounts');
    expect(renderPlan(plan, paper())).toMatch(/= user004 +is user004 <user004@example.com>\n +=/);
    expect(renderPlan(plan, paper())).toMatch(/= … 5 more +\(--full shows all\)/);
    expect(renderPlan(plan, paper({ full: true }))).toContain('= user009  is user009 <user009@example.com>');
  });

  it('says plainly that there is nothing to change', () => {
    const text = renderPlan(planOf({}), paper());

    expect(text).toContain('nothing to change · 1,497 accounts and 9,012 memberships are as they should be');
  });

  it('does not call a target unchanged whose source was not read', () => {
    const note: Note = { kind: 'source', source: sourceName('okta'), level: 'problem', what: 'refused our credentials (401)' };
    const text = renderPlan(planOf({ notes: [note] }), paper());

    expect(text.split('\n')[1]).toBe('  ! source okta was not read: refused our credentials (401)');
    expect(text).toContain('nothing to change, as far as could be read');
  });

  it('shows what could not be read before anything else', () => {
    const problems = [{ system: sourceName('okta'), problem: 'refused', hint: 'Renew the token.' }];

    expect(renderPlans({ plans: [planOf({})], problems }, paper())).toMatch(
      /^! okta COULD NOT BE READ: refused\n {2}→ Renew the token\.\n\njira/,
    );
  });

  it('sums up several targets', () => {
    const plan = planOf({ changes: [createUser('ada', 'Ada', 'ada@x.com')] });

    expect(renderPlans({ plans: [plan, plan], problems: [] }, paper())).toMatch(/\n\nin all: 2 users to create$/);
  });

  it('folds long lists, counts what it leaves out, and unfolds them with --full', () => {
    const plan = planOf({
      changes: [
        ...logins(30).map(name => createUser(name, name, `${name}@x.com`)),
        ...logins(90).map(name => addMember('developers', name, viaRule('manual 1', 'Engineering'))),
      ],
    });
    const folded = renderPlan(plan, paper());
    const full = renderPlan(plan, paper({ full: true }));

    expect(folded).toContain('+ … 18 more  to create (--full shows all)');
    expect(folded).toMatch(/\+ user001 {2}user002 .* … 84 more/);
    expect(folded).not.toContain('user030@x.com');
    expect(full).toContain('user030@x.com');
    expect(full).toContain('user090');
    expect(full).not.toContain('…');
  });

  it('shows the groups that lose members first among too many', () => {
    const many = logins(40).map(name => addMember(`a-${name}`, 'bob', viaRule('manual 1', 'X')));
    const text = renderPlan(planOf({ changes: [...many, removeMember('zebra', 'olu', left('X'))] }), paper());

    expect(text).toMatch(/zebra +- olu/);
    expect(text).toContain('… 21 more groups, members: 21 to add');
  });

  it('U4: puts hand-overs and lost groups under their leaver', () => {
    const leaves = { ...removeMember('developers', 'liam.khan', suspended), leaver: 'stated' as const };
    const lines = renderPlan(
      planOf({ changes: [leaves, handOver('liam.khan', 'project OPS', 'boss'), deactivateUser('liam.khan')] }),
      paper(),
    ).split('\n');
    const at = lines.findIndex(line => line.includes('liam.khan'));

    expect(lines[at]).toMatch(/- liam\.khan {2}deactivate +suspended in okta/);
    expect(lines[at + 1]?.trim()).toBe('hands over project OPS → boss');
    expect(lines[at + 2]?.trim()).toMatch(/^out of developers/);
    expect(lines.join('\n')).not.toContain('groups');
  });

  it('G5: shows which groups applying adopts', () => {
    const text = renderPlan(planOf({ takes: [adopts('developers', 'Engineering', 'Platform')] }), paper());

    expect(text).toContain('developers  adopts it, filled from okta: Engineering, Platform');
    expect(text).toContain('applying it remembers 1 adopted group');
  });

  it('G8: shows what fills a group of ours from now on, and one that nothing fills any more', () => {
    const takes = [
      { ...adopts('developers', 'Platform'), known: true },
      { ...adopts('old'), known: true },
    ];
    const text = renderPlan(planOf({ takes }), paper());

    expect(text).toContain('developers  now filled from okta: Platform');
    expect(text).toMatch(/old +nothing at the source fills it any more/);
    expect(text).toContain('applying it remembers what fills 2 groups');
  });

  it('tells one difference from another for each attribute', () => {
    expect(renderPlan(planOf({ changes: [updateUser('mia', 'A  B', 'A B')] }), paper())).toContain('displayName  "A  B" → A B');
  });

  it('groups what is held by guard and reason, each with what lifts it', () => {
    const held = [
      ...heldRemovals('jira-users', 3),
      ...logins(2).map(name => ({
        change: addMember('jira-administrators', name),
        guard: 'privileged-additions' as const,
        reason: 'additions to a privileged group need an attended run',
      })),
    ];
    const text = renderPlan(planOf({ held }), paper());

    expect(text).toContain('held: 5 changes');
    expect(text).toContain('→ if that is right, lift it with --allow jira:removals-per-group=3');
    expect(text).toContain('2 additions: user001  user002');
    expect(text).toContain('→ goes in an attended run: rollcall apply');
    expect(text).toMatch(/nothing to apply · 5 held$/);
  });

  it('counts a change that two guards hold once', () => {
    const [one] = heldRemovals('jira-users', 1);
    const held = one === undefined ? [] : [one, { ...one, guard: 'removals' as const, reason: 'too many' }];

    expect(renderPlan(planOf({ held }), paper())).toMatch(/1 held$/);
  });

  it('shows the numbers that an attended run asks about', () => {
    const text = renderPlan(planOf({ asks: [{ guard: 'creations', n: 400, reason: '400 new accounts; limit 340' }] }), paper());

    expect(text).toContain('to be approved\n    ? creations  400 new accounts; limit 340');
  });

  it('counts notes by kind, folds equal ones, and puts what must be settled first', () => {
    const notes: Note[] = [
      { kind: 'strangers', count: 112, examples: ['svc-a'] },
      ...logins(12).map(name => ({ kind: 'unknownPerson' as const, ...someone(name), why: 'source idcs could not be read' })),
      { kind: 'unmetRule', rule: { sync: staff, rule: 'manual 3' }, why: 'okta has no group Platfrom' },
    ];
    const text = renderPlan(planOf({ notes }), paper());

    expect(text).toMatch(/! 1 unmet rule[\s\S]*! 12 people of whom too little is known[\s\S]*· 112 strangers/);
    expect(text).toContain('staff manual 3  okta has no group Platfrom');
    expect(text).toContain('user001  user002  user003  user004  user005  user006  … 6 more');
    expect(text.match(/source idcs/g)).toHaveLength(1);
  });
});

describe('notes of groups', () => {
  it('orphans stand together, however many memberships each has left (G5)', () => {
    const notes = ['sig-a', 'sig-b'].map((group, at): Note => ({ kind: 'orphanGroup', group, members: at + 3 }));
    const text = renderPlan(planOf({ notes }), paper());

    expect(text.match(/no rule makes it any more/g)).toHaveLength(1);
    expect(text).toContain('sig-a (3)  sig-b (4)');
  });
});

describe('every plan on every terminal', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 });

  it('keeps within its width and lets no name break a line or move the cursor', () => {
    fc.assert(
      fc.property(name, name, fc.integer({ min: 60, max: 200 }), fc.boolean(), (who, where, width, full) => {
        const plan = planOf({
          changes: [
            createUser(who, where, `${who}@x`),
            updateUser(`${who}2`, who, where),
            deactivateUser(`${who}3`),
            addMember(where, who, viaRule('manual 1', who)),
            addMember(where, `${who}4`, viaRule('manual 1', who)),
            removeMember(`${where}2`, who, left(where)),
          ],
          held: heldRemovals(where, 12),
          notes: [{ kind: 'conflict', ...someone(who), why: where, accounts: [who] }],
          takes: [adopts(where, who)],
        });
        const lines = renderPlan(plan, paper({ width, full })).split('\n');

        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
        expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('says the same in colour', () => {
    const coloured = renderPlan(samplePlan(), paper({ chalk: new Chalk({ level: 1 }) }));
    const colours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

    expect(coloured).toMatch(colours);
    expect(coloured.replace(colours, '')).toBe(renderPlan(samplePlan(), paper()));
  });
});
