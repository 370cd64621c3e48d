import { describe, expect, it } from 'vitest';
import { account, inactive, JIRA, link, OKTA, pulled } from '../../test/directories.js';
import { idsOf, planFor } from '../../test/planning.js';
import { providerId, sourceName } from '../model/ids.js';
import { anotherProvider } from './identity.js';

const leaver = { pulled: pulled({ people: [inactive('ann')] }), accounts: [account('ann')], links: [link('ann')] };
const at = (identity: string) => [{ kind: 'target', name: JIRA, identity } as const];

describe('a target that is another system than its links are about', () => {
  it('is not planned unattended: the same ids mean other people there', async () => {
    await expect(planFor({ ...leaver, identities: at('https://other.example.com') })).rejects.toMatchObject({
      name: 'AnotherSystem',
      message: expect.stringMatching(/another Jira.*other\.example\.com.*jira\.example\.com/),
      hint: expect.stringContaining('rollcall apply'),
    });
  });

  it('is a question of its own where somebody attends', async () => {
    const plan = await planFor({ ...leaver, identities: at('https://other.example.com'), attended: true });
    expect(plan.asks).toMatchObject([{ guard: 'another-system' }]);
  });

  it('is the same in other letters, with or without a slash at its end', async () => {
    const plan = await planFor({ ...leaver, identities: at('https://jira.example.com') });
    expect(idsOf(plan)).toEqual(['deactivateUser id-ann']);
    expect(plan.asks).toEqual([]);
  });
});

describe('a source that is another org than before', () => {
  const okta = { name: sourceName('okta'), provider: OKTA };
  const was = (identity: string) => [{ kind: 'source', name: sourceName('okta'), identity } as const];

  it('is told, unless nothing was known or it is the same', () => {
    expect(anotherProvider(okta, [{ source: okta }], was('okta:other'))).toMatch(/another org.*okta:other/);
    expect(anotherProvider(okta, [{ source: okta }], was(OKTA))).toBeUndefined();
    expect(anotherProvider(okta, [{ source: okta }], [])).toBeUndefined();
  });

  it('is only a matter of names where another source is the org of before', () => {
    const renamed = { name: sourceName('main'), provider: providerId('okta:other') };
    expect(anotherProvider(okta, [{ source: okta }, { source: renamed }], was('okta:other'))).toBeUndefined();
  });
});
