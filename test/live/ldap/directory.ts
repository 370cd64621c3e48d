import type { RealOrg } from '../../real-org.js';

/** A company of this size in the shape of the organisation: `groups` groups in which everybody is in `each`. */
export function largeOrg(users: number, groups: number, each: number): RealOrg {
  const people = Array.from({ length: users }, (_, at) => ({
    ...{ id: `u${at}`, login: `user${at}@example.com`, email: `user${at}@example.com` },
    ...{ firstName: 'User', lastName: `Number ${at}`, displayName: `User Number ${at}` },
  }));
  const members = Array.from({ length: groups }, (): string[] => []);
  for (const [at, { id }] of people.entries()) for (let n = 0; n < each; n += 1) members[(at * 7 + n * 13) % groups]?.push(id);
  return { users: people, groups: members.map((ids, at) => ({ name: `group-${at}`, parent: null, members: [...new Set(ids)] })) };
}
