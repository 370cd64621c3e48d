import { capabilitiesAt } from '../capabilities.js';
import { defineTarget } from '../target.js';
import { addMembers, MOST } from './add-members.js';
import { applyCommand } from './apply.js';
import { capabilities } from './capabilities.js';
import { check } from './check.js';
import { readSizes } from './members.js';
import { readDirectory } from './read.js';
import { readPeople } from './read-people.js';
import { readAccess } from './revoke-access.js';
import { openSession } from './session.js';
import { BitbucketSettings } from './settings.js';
import { storable } from './storable.js';

/** Bitbucket Data Center 8.19 to 10. An account's id is Bitbucket's number for it, a group's its name without case. */
export const bitbucketDc = defineTarget({
  kind: 'bitbucket-dc',
  settings: BitbucketSettings,
  capabilities,

  create(name, settings, http) {
    const session = openSession(name, settings, http);
    return {
      name,
      parallelWrites: 4,
      administratorGroups: settings.administratorGroups,
      bulk: { most: MOST, addMembers: (commands, signal) => addMembers(session, commands, signal) },
      capabilities: version => capabilitiesAt(capabilities, version),
      read: (scope, options) => readDirectory(session, scope, options),
      readPeople: (scope, options) => readPeople(session, scope, options),
      sizes: (groups, options) => readSizes(session, groups, options),
      responsibilities: async () => [],
      access: (account, signal) => readAccess(session, account, signal),
      apply: (command, signal) => applyCommand(session, command, signal),
      storable: (_, value) => storable(value),
      check: options => check(session, options),
    };
  },
});
