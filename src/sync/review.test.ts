import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { account, inactive, link, person, pulled, targetGroup, unread } from '../../test/directories.js';
import { reviewFor, type Setup } from '../../test/planning.js';
import { expression, sync } from '../../test/rules.js';
import { sourceName } from '../model/ids.js';
import type { ReviewRow } from './review.js';

const rowText = (row: ReviewRow) =>
  [row.kind, ...('login' in row ? [row.login] : []), ...(row.account === undefined ? [] : [row.account.id])].join(' ');
const rowsOf = async (setup: Setup) => (await reviewFor(setup)).rows.map(rowText);

describe('an access review names every account that nobody has (U5)', () => {
  it('strangers in full, and neither our own, nor ignored, nor linked, nor matched ones', async () => {
    const names = Array.from({ length: 9 }, (_, at) => `s${at}`);
    const rows = await rowsOf({
      pulled: pulled({ people: [person('ann'), person('bob')] }),
      accounts: [...names, 'ann', 'old', 'bot'].map(name => account(name)),
      links: [link('bob', {}, 'old')],
      ignoreUsers: ['bot'],
    });
    expect(rows).toEqual(names.map(name => `stranger id-${name}`));
  });

  it('says who is privileged, protected, or no person', async () => {
    const { rows } = await reviewFor({
      pulled: pulled({}),
      accounts: [account('root'), account('glass'), account('robot', { kind: 'service' }), account('plain')],
      groups: [targetGroup('admins', ['root'])],
      administratorGroups: ['admins'],
      protectUsers: ['glass'],
    });
    expect(rows.map(({ account: about }) => [about?.id, about?.remarks])).toEqual([
      ['id-root', ['it is in an administrators’ or a protected group']],
      ['id-glass', ['it is protected by the config']],
      ['id-robot', ['it is a service account']],
      ['id-plain', []],
    ]);
  });

  it('tells those of people whom no sync wants from those of nobody', async () => {
    const rows = await rowsOf({
      pulled: pulled({ people: [person('ann')] }),
      accounts: [account('ann', { email: 'x@example.com' }), account('a.n', { email: 'ANN@example.com' }), account('zoe')],
      syncs: [sync({ users: { filter: expression('false', () => false) } })],
    });
    expect(rows).toEqual(['notWanted ann id-ann', 'notWanted ann id-a.n', 'stranger id-zoe']);
  });
});

describe('an account whose key is that of somebody who has another account', () => {
  it('is a stranger: its person is wanted, and has one', async () => {
    const accounts = [account('old'), account('ann')];
    expect(await rowsOf({ pulled: pulled({ people: [person('ann')] }), accounts, links: [link('ann', {}, 'old')] })).toEqual([
      'stranger id-ann',
    ]);
  });
});

describe('what somebody must settle', () => {
  it('C2: a conflict has a row for each account; an account to be adopted has its own', async () => {
    const rows = await rowsOf({
      pulled: pulled({ people: [person('ann'), person('bob')] }),
      accounts: [
        account('ann', { email: 'x@example.com' }),
        account('a.n', { email: 'ann@example.com' }),
        account('bob', { active: false }),
      ],
    });
    expect(rows).toEqual(['conflict ann id-ann', 'conflict ann id-a.n', 'needsAdoption bob id-bob']);
  });

  it('C5: a link whose account is gone; U5: a leaver whose account was only now found', async () => {
    const rows = await rowsOf({
      pulled: pulled({ people: [person('ann'), inactive('bob')] }),
      accounts: [account('bob')],
      links: [link('ann')],
    });
    expect(rows).toEqual(['closedLink ann id-ann', 'legacyLeaver bob id-bob']);
  });

  it('somebody unknown, and the account that may be theirs: it is no stranger', async () => {
    const filter = expression('user.level > 3', () => {
      throw new Error('no level');
    });
    const setup = {
      pulled: pulled({ people: [person('ann')] }),
      accounts: [account('ann')],
      syncs: [sync({ users: { filter } })],
    };
    expect(await rowsOf(setup)).toEqual(['unknownPerson ann', 'contested id-ann']);
  });
});

describe('unknown is never empty: what cannot be told is not told', () => {
  it('while a source is unread nobody is called a stranger', async () => {
    const review = await reviewFor({ pulled: [unread()], accounts: [account('ann'), account('zoe')] });
    expect(review).toMatchObject({ knowsStrangers: false, rows: [], cautions: [{ kind: 'source', level: 'problem' }] });
  });

  it('rows that were not understood are a caution: a stranger may be one of them', async () => {
    const source = pulled({ people: [person('ann')], quarantined: [{ where: 'line 3', problem: 'no login' }] });
    const review = await reviewFor({ pulled: source, accounts: [account('zoe')] });
    expect(review.cautions).toMatchObject([{ kind: 'source', source: sourceName('okta'), level: 'warning' }]);
  });

  it('every account that shares no key with anybody is in the review', async () => {
    const name = fc.constantFrom('ann', 'bob', 'cid', 'dot', 'eve');
    const accounts = fc.uniqueArray(
      fc
        .record({ name, email: name, active: fc.boolean() })
        .map(({ name: username, email, active }) => account(username, { email: `${email}@example.com`, active })),
      { selector: ({ id }) => id },
    );
    const people = fc.uniqueArray(
      fc.oneof(
        name.map(login => person(login)),
        name.map(inactive),
      ),
      { selector: ({ id }) => id },
    );
    await fc.assert(
      fc.asyncProperty(accounts, people, fc.boolean(), async (all, some, wanted) => {
        const setup: Setup = {
          pulled: pulled({ people: some }),
          accounts: all,
          syncs: [sync({ users: { filter: expression('wanted', () => wanted) } })],
        };
        const { rows } = await reviewFor(setup);
        const reviewed = new Set(rows.map(row => row.account?.id));
        const logins = new Set(some.map(({ login }) => login));
        for (const { id, username, email } of all)
          if (!logins.has(username) && !logins.has(email?.split('@')[0] ?? ''))
            expect([id, reviewed.has(id)]).toEqual([id, true]);
      }),
    );
  });
});
