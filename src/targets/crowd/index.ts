import { capabilitiesAt } from '../capabilities.js';
import { defineTarget } from '../target.js';
import { applyCommand } from './apply.js';
import { capabilities } from './capabilities.js';
import { check } from './check.js';
import { readSizes } from './members.js';
import { readDirectory } from './read.js';
import { readPeople } from './read-people.js';
import { openSession } from './session.js';
import { CrowdSettings } from './settings.js';
import { storable } from './storable.js';

/**
 * Crowd Data Center 5 to 7, and Jira Data Center acting as a Crowd server, over `/rest/usermanagement/1`. An account's id is its
 * `key`, a group's its name without case. We sign in as an application, which is no account.
 */
export const crowd = defineTarget({
  kind: 'crowd',
  settings: CrowdSettings,
  capabilities,

  create(name, settings, http) {
    const session = openSession(name, settings, http);
    return {
      name,
      parallelWrites: 4,
      administratorGroups: settings.administratorGroups,
      // a Jira that acts as a Crowd server tells its own version: the REST family is the same
      capabilities: () => capabilitiesAt(capabilities, undefined),
      read: (scope, options) => readDirectory(session, scope, options),
      readPeople: (scope, options) => readPeople(session, scope, options),
      sizes: (groups, options) => readSizes(session, groups, options),
      responsibilities: async () => [],
      access: async () => ({ groups: [] }),
      apply: (command, signal) => applyCommand(session, command, signal),
      storable: (attribute, value) => storable(attribute, value),
      check: options => check(session, options),
    };
  },
});
