import { describe, expect, it } from 'vitest';
import { AccessDenied, Unavailable } from '../errors.js';
import type { Finding } from '../model/finding.js';
import { may, reading, signingIn, toldOnce } from './reading.js';

async function failing(what: string, error: Error): Promise<Finding> {
  const read = await reading(what, () => Promise.reject(error));
  if (read.kind === 'read') throw new Error('it did not fail');
  return read.finding;
}

const down = (path: string) => new Unavailable(`x could not answer (500 for GET ${path}): a web page`, 'Later.');

describe('what a check finds', () => {
  it('an outage is told once, with all that could not be read', async () => {
    const found = [
      may('sign in'),
      await failing('users', down('/users')),
      await failing('groups', down('/groups')),
      await failing('roles', down('/r')),
    ];

    expect(toldOnce(found)).toEqual([
      may('sign in'),
      {
        level: 'problem',
        what: 'could not read users, groups and roles: x could not answer (500 for GET /users): a web page',
        hint: 'Later.',
      },
    ]);
  });

  it('what has another reason, or another hint, is told apart', async () => {
    const found = [
      await failing('users', new AccessDenied('x does not let us read /users (403)', 'Give a.')),
      await failing('groups', new AccessDenied('x does not let us read /groups (403)', 'Give b.')),
      await failing('roles', new AccessDenied('x knows no roles', 'Give a.')),
    ];

    expect(toldOnce(found)).toEqual(found);
  });

  it('of a sign-in that fails, its own words are enough', async () => {
    expect(await signingIn(() => Promise.reject(new AccessDenied('x gives no access token', 'Why?')))).toMatchObject({
      finding: { level: 'problem', what: 'x gives no access token', hint: 'Why?' },
    });
  });
});
