import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { targetName } from '../../model/ids.js';
import type { Link } from '../../state/store.js';
import { account, jira, someone, staff } from '../test-plans.js';
import { renderFindings } from './findings.js';
import { renderLinks } from './links.js';
import type { Paper } from './paper.js';

const paper: Paper = { width: 80, full: false, chalk: new Chalk({ level: 0 }) };

describe('findings of check', () => {
  it('tell right from wrong without colour, say what to do, and are counted', () => {
    const text = renderFindings(
      [
        {
          system: 'okta',
          findings: [
            { level: 'ok', what: 'signed in as svc' },
            { level: 'warning', what: 'the token expires', hint: 'Renew it.' },
          ],
        },
        {
          system: 'jira',
          findings: [
            { level: 'problem', what: 'may not administer users', hint: 'Grant it.' },
            { level: 'info', what: '12 seats free' },
          ],
        },
      ],
      paper,
    );

    expect(text).toBe(`okta
  ✓ signed in as svc
  ! warning: the token expires
    → Renew it.

jira
  ✗ problem: may not administer users
    → Grant it.
  · 12 seats free

✗ 1 problem, 1 warning`);
  });

  it('say that nothing is wrong', () => {
    expect(renderFindings([{ system: 'okta', findings: [{ level: 'ok', what: 'fine' }] }], paper)).toMatch(
      /✓ no problems, no warnings$/,
    );
  });
});

describe('links', () => {
  const link: Link = {
    target: jira,
    person: someone('ada').person,
    account: account('ada').id,
    owner: staff,
    how: 'matched',
    values: {},
    status: 'open',
    deactivatedAt: undefined,
    accessCutAt: undefined,
    owed: [],
    since: '2026-11-20T00:00:00.000Z',
  };

  it('tell who is which account, by ids where no name is known, and which are closed (C5)', () => {
    const closed: Link = { ...link, person: someone('bob').person, status: 'closed' };
    const text = renderLinks([{ link, login: 'ada@example.com', username: 'ada.okafor' }, { link: closed }], paper);

    expect(text).toBe(`jira · 2 links
  = ada@example.com  ada.okafor    matched 2026-11-20, by staff
  x 00u-bob          JIRAUSER-ada  matched 2026-11-20, by staff, closed`);
  });

  it('stand under their target', () => {
    const elsewhere: Link = { ...link, target: targetName('git') };

    expect(renderLinks([{ link }, { link: elsewhere }], paper)).toMatch(/^jira · 1 link\n[\s\S]*\n\ngit · 1 link\n/);
    expect(renderLinks([], paper)).toBe('no links');
  });
});
