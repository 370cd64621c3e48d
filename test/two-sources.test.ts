import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesOf, isEmpty } from '../src/model/plan.js';
import { JIRA } from './directories.js';
import { applied, heldBy, idsOf, planFor } from './planning.js';
import { type Company, companies, GROUPS, tidyCompanies } from './two-sources/company.js';
import { endOf, type Found, verdictOn } from './two-sources/expected.js';
import { accountAfter } from './two-sources/identity.js';
import { keyOf, setupOf } from './two-sources/setup.js';

type Shape = keyof typeof companies;
const shapes: readonly [string, Shape][] = [
  ['two sources', 'twoSources'],
  ['two syncs of one source', 'oneSource'],
];

const always = (arbitrary: fc.Arbitrary<Company>, holds: (company: Company) => Promise<void>, numRuns = 250) =>
  fc.assert(fc.asyncProperty(arbitrary, holds), { numRuns });

/** Every account of the target with those who have it, once the plan is applied. */
async function afterwards(company: Company) {
  const { actual, store, plan } = await applied(setupOf(company));
  const links = (await store.links(JIRA)).filter(({ status }) => status === 'open');
  const groupsOf = (id: string) =>
    GROUPS.filter(name => {
      const members = [...actual.groups.values()].find(group => group.name === name)?.members;
      return members?.kind === 'read' && [...members.ids].some(member => member === id);
    });
  const accounts = [...actual.accounts.values()].map(account => ({
    ...{ account, id: account.id, groups: groupsOf(account.id) },
    holders: company.people.filter(one => links.some(link => link.account === account.id && link.person === keyOf(one))),
  }));
  return { accounts, plan, links };
}

/** How the account stood before; undefined: the plan made it. */
function foundAs(company: Company, id: string): Found & { readonly username: string | undefined } {
  const known = company.accounts.find(({ username }) => id === `id-${username}`);
  if (known === undefined) return { ...{ username: undefined, active: true, memberOf: [], granted: [] }, weSwitchedOff: false };
  const isLinked = company.people.some(({ link }) => link === known.username);
  return { ...known, weSwitchedOff: isLinked && company.before[known.username]?.weSwitchedOff === true };
}

const ownerBefore = (company: Company, username: string | undefined) =>
  company.people.some(({ link }) => username !== undefined && link === username)
    ? company.before[username ?? '']?.owner
    : undefined;

describe.each(shapes)('%s for one target', (_, shape) => {
  it('C4, U2, G3, G5: accounts end, stay and are in the union of the groups, as the rules say', async () => {
    await always(companies[shape], async company => {
      for (const { id, account, groups, holders } of (await afterwards(company)).accounts) {
        if (holders.length === 0) continue;
        const found = foundAs(company, id);
        const expected = endOf(found, holders, ownerBefore(company, found.username), company);
        expect({ username: account.username, active: account.active, groups }).toEqual({
          username: account.username,
          ...expected,
        });
      }
    });
  });

  it('C4: the attributes are those of whoever owns the account, and stay while that one is unknown', async () => {
    await always(companies[shape], async company => {
      for (const { id, account, holders } of (await afterwards(company)).accounts) {
        const verdict = verdictOn(holders, ownerBefore(company, foundAs(company, id).username), company);
        if (verdict.kind !== 'wanted' || verdict.owner === undefined || !account.active) continue;
        const { word, one } = verdict.owner;
        const asItWas = `The ${account.id.replace('id-', '')}`;
        expect(account.displayName).toBe(word === 'wanted' ? `${one.login} of ${one.source}` : asItWas);
      }
    });
  });

  it('C1, C2: a match key links to the one account it points to, and never to a guarded, inactive or foreign one', async () => {
    await always(companies[shape], async company => {
      const { links } = await afterwards(company);
      const ofTheTarget = company.accounts.map(({ username }) => `id-${username}`);
      for (const one of company.people) {
        const link = links.find(({ person, account }) => person === keyOf(one) && ofTheTarget.includes(account));
        const expected = accountAfter(one, company);
        expect([one.id, link?.account]).toEqual([one.id, expected && `id-${expected.username}`]);
      }
    });
  });

  it('C2: two people of one source never share an account, and nobody has two', async () => {
    await always(companies[shape], async company => {
      const { accounts } = await afterwards(company);
      for (const { holders } of accounts) expect(new Set(holders.map(({ source }) => source)).size).toBe(holders.length);
      const all = accounts.flatMap(({ holders }) => holders);
      expect(new Set(all).size).toBe(all.length);
    });
  });

  it('U5: an account that nobody has is changed by nothing but a strict group', async () => {
    await always(companies[shape], async company => {
      const { accounts, plan } = await afterwards(company);
      const nobodys = new Set(accounts.flatMap(({ id, holders }) => (holders.length === 0 ? [id] : [])));
      for (const change of changesOf(plan))
        if ('account' in change && change.account.kind === 'existing' && nobodys.has(change.account.id))
          expect(change.kind).toBe('removeMember');
    });
  });

  it('the order of rows, groups, links and sources makes no difference', async () => {
    await always(companies[shape], async company => {
      const planned = async (rows: 'as they are' | 'turned') => {
        const plan = await planFor(setupOf(company, rows));
        return { done: idsOf(plan).toSorted(), held: heldBy(plan).toSorted(), links: plan.links.map(linkText).toSorted() };
      };
      expect(await planned('turned')).toEqual(await planned('as they are'));
    });
  });

  it('C4: the order of the syncs in the file makes no difference where their priorities differ', async () => {
    await always(companies[shape], async company => {
      const syncs = company.syncs.map((one, at) => ({ ...one, priority: at }));
      const planned = async (one: Company) => {
        const plan = await planFor(setupOf(one));
        return { done: idsOf(plan).toSorted(), held: heldBy(plan).toSorted(), links: plan.links.map(linkText).toSorted() };
      };
      expect(await planned({ ...company, syncs: syncs.toReversed() })).toEqual(await planned({ ...company, syncs }));
    });
  });

  it('applied, a second plan is empty', async () => {
    await always(tidyCompanies[shape], async company => {
      const { next } = await applied(setupOf(company));
      expect(idsOf(await planFor(next))).toEqual([]);
    });
  });

  it('comes to rest, also where people stand in each other’s way', async () => {
    await always(companies[shape], async company => {
      let { next, plan } = await applied(setupOf(company));
      for (let runs = 1; !isEmpty(plan); runs++) {
        expect(runs).toBeLessThan(6);
        ({ next, plan } = await applied(next));
      }
    });
  });
});

const linkText = ({ person, account, owner }: { person: string; account: { kind: string }; owner: string | undefined }) =>
  JSON.stringify({ person, account, owner });

describe('§2: a source that could not be read', () => {
  it('takes nothing from anybody it might hold, unless the owner states that they left', async () => {
    await always(companies.twoSources, async company => {
      const without: Company = { ...company, unread: ['idcs'] };
      const named = new Set(['shared', ...company.syncs.flatMap(({ from, own }) => (from === 'idcs' ? [own] : []))]);
      const theirs = new Set(company.people.flatMap(({ source, link }) => (source === 'idcs' && link ? [`id-${link}`] : [])));
      for (const change of changesOf(await planFor(setupOf(without)))) {
        if (change.kind !== 'removeMember' && change.kind !== 'deactivateUser') continue;
        if (change.leaver === 'stated' && !isOwnedBy('second', change.account.username, company)) continue;
        expect(theirs).not.toContain(change.account.id);
        if (change.kind === 'removeMember' && change.leaver === undefined) expect(named).not.toContain(change.group.name);
      }
    });
  });

  it('gives nothing: whatever is given, the source that was read speaks for', async () => {
    await always(companies.twoSources, async company => {
      // of two who want one username either may get it: that depends on whether the other's account is renamed to it
      const logins = company.people.flatMap(({ source, login }) => (source === 'okta' ? [login] : []));
      fc.pre(new Set(logins).size === logins.length);
      const without: Company = { ...company, unread: ['idcs'], people: company.people };
      const alone: Company = { ...without, people: company.people.filter(({ source }) => source === 'okta') };
      const given = async (one: Company) =>
        changesOf(await planFor(setupOf(one)))
          .filter(({ kind }) => kind === 'createUser' || kind === 'addMember' || kind === 'reactivateUser')
          .map(({ id }) => id);
      expect(await given(alone)).toEqual(expect.arrayContaining(await given(without)));
    });
  });
});

describe('§2: while the owner is not known', () => {
  it('C4: an account is neither rewritten nor switched on by another sync, and keeps its owner', async () => {
    await always(companies.twoSources, async company => {
      const syncs = company.syncs.map(one => ({ ...one, priority: one.name === 'second' ? 1 : 0 }));
      const { accounts, plan, links } = await afterwards({ ...company, syncs, unread: ['idcs'] });
      const theirs = company.people.flatMap(({ source, link }) => (source === 'idcs' && link !== undefined ? [link] : []));
      const owned = theirs.filter(username => isOwnedBy('second', username, company)).map(username => `id-${username}`);
      for (const change of changesOf(plan))
        if (change.kind === 'updateUser' || change.kind === 'renameUser' || change.kind === 'reactivateUser')
          expect(owned).not.toContain(change.account.id);
      for (const { account, owner } of links)
        if (owned.includes(account) && accounts.some(({ id }) => id === account)) expect(owner).toBe('second');
    });
  });
});

const isOwnedBy = (sync: string, username: string, { before }: Company) => before[username]?.owner === sync;

describe('C4: somebody new in both sources', () => {
  it('gets one account, which both are linked to', async () => {
    await always(tidyCompanies.twoSources, async company => {
      const keyed: Company = {
        ...company,
        ...{ unread: [], accounts: [] },
        syncs: company.syncs.map(one => ({ ...one, match: ['email'], create: true })),
        people: company.people.map(one => ({ ...one, link: undefined, at: 'active', keptBy: ['first', 'second'] })),
      };
      const { accounts, plan } = await afterwards(keyed);
      const humans = new Set(company.people.map(({ email }) => email));
      expect(changesOf(plan).filter(({ kind }) => kind === 'createUser')).toHaveLength(humans.size);
      for (const { account, holders } of accounts)
        if (humans.has(account.email ?? '')) {
          const same = keyed.people.filter(({ email }) => email === account.email);
          expect(holders).toEqual(same);
        }
    });
  });
});
