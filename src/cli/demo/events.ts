import { nameOf } from './products.js';
import type { World } from './world.js';

/** What a day brings: somebody joins, leaves, gets lost, moves, marries. Each is told in one line. */
export function aDay({ okta, cast }: World): readonly string[] {
  const { dismissed, unassigned, mover, renamed } = cast;
  const joiner = okta.addPerson({
    login: 'nova.newcomer@example.com',
    firstName: 'Nova',
    lastName: 'Newcomer',
    profile: { userType: 'employee', department: 'Engineering', displayName: 'Nova Newcomer' },
  });
  okta.assign(joiner.id);
  okta.addMember('Engineering', joiner.id);

  okta.suspend(dismissed.id);
  okta.unassign(unassigned.id);
  okta.removeMember('Engineering', mover.id);
  okta.addMember('atl-apollo', mover.id);
  const login = `${nameOf(renamed)}-jones@example.com`;
  okta.updateProfile(renamed.id, { login, email: login, lastName: `${renamed.lastName}-Jones` });

  return [
    `nova.newcomer joins, in Engineering`,
    `${nameOf(dismissed)} is dismissed: suspended in Okta; leads the project OPS`,
    `${nameOf(unassigned)} has lost the Jira app, and nobody knows why`,
    `${nameOf(mover)} moves from Engineering to atl-apollo`,
    `${nameOf(renamed)} marries, and has a new login`,
  ];
}

/** One more dismissal, while the config is broken. */
export function aDismissal({ okta, cast }: World): string {
  okta.deactivate(cast.dismissedLater.id);
  return `${nameOf(cast.dismissedLater)} is dismissed: deactivated in Okta`;
}
