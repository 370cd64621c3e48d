import { describe, expect, it } from 'vitest';
import { makeCompany } from './company.js';

describe('makeCompany', () => {
  const company = makeCompany();

  it('has as many people and groups as asked, 500 and 60 unless told', () => {
    expect([company.people.length, company.groups.length]).toEqual([500, 60]);
    const large = makeCompany({ users: 3000, groups: 200 });
    expect([large.people.length, large.groups.length]).toEqual([3000, 200]);
    const small = makeCompany({ users: 3, groups: 4 });
    expect(small.groups.map(({ name }) => name)).toEqual(['Everyone', 'Engineering', 'Platform', 'atl-apollo']);
  });

  it('is the same for the same seed, another for another', () => {
    expect(makeCompany({ seed: 7 })).toEqual(makeCompany({ seed: 7 }));
    expect(makeCompany({ seed: 7 })).not.toEqual(makeCompany({ seed: 8 }));
  });

  it('gives nobody the id, login or mail of another, also where names repeat', () => {
    const { people, groups } = makeCompany({ users: 5000, groups: 300 });
    expect(new Set(people.map(({ login }) => login)).size).toBe(5000);
    expect(new Set(people.map(({ email }) => email)).size).toBe(5000);
    expect(new Set([...people, ...groups].map(({ id }) => id)).size).toBe(5300);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(300);
    expect(new Set(people.map(({ displayName }) => displayName)).size).toBeLessThan(5000);
    expect(people.some(({ login }) => /[a-z]2@/.test(login))).toBe(true);
  });

  it('writes ids as Okta does, and logins without accents or apostrophes', () => {
    for (const { id, login, email } of company.people) {
      expect(id).toMatch(/^00u[0-9A-Za-z]{17}$/);
      expect(login).toMatch(/^(ext\.)?[a-z-]+\.[a-z-]+\d*@example\.com$/);
      expect(email).toMatch(/@example\.com$/);
    }
    for (const { id } of company.groups) expect(id).toMatch(/^00g[0-9A-Za-z]{17}$/);
  });

  it('has the names that break careless programs', () => {
    const names = company.people.map(({ displayName }) => displayName).join();
    for (const sign of [/[áéèëïöüç]/, /'/, /-/, /[łøß]/i]) expect(names).toMatch(sign);
  });

  it('has about 3 % contractors, some inactive people, and some whose mail is not their login', () => {
    const share = (part: unknown[]) => part.length / company.people.length;
    expect(share(company.people.filter(({ userType }) => userType === 'contractor'))).toBeCloseTo(0.03, 2);
    expect(share(company.people.filter(({ status }) => status === 'ACTIVE'))).toBeGreaterThan(0.9);
    expect(new Set(company.people.map(({ status }) => status)).size).toBe(8);
    expect(share(company.people.filter(({ login, email }) => login !== email))).toBeGreaterThan(0);
  });

  it('has Everyone, departments, teams and test groups, of people that exist, each once', () => {
    const byName = new Map(company.groups.map(group => [group.name, group]));
    const ids = new Set(company.people.map(({ id }) => id));
    expect(new Set(byName.get('Everyone')?.members)).toEqual(ids);
    const engineers = new Set(byName.get('Engineering')?.members);
    const platform = byName.get('Platform')?.members ?? [];
    expect(platform.length).toBeGreaterThan(0);
    expect(platform.every(id => engineers.has(id))).toBe(true);
    expect(company.groups.filter(({ name }) => /^atl-/.test(name)).length).toBeGreaterThan(20);
    expect(company.groups.filter(({ name }) => /-test$/.test(name)).length).toBeGreaterThan(3);
    for (const { members } of company.groups) {
      expect(new Set(members).size).toBe(members.length);
      expect(members.every(id => ids.has(id))).toBe(true);
    }
  });
});
