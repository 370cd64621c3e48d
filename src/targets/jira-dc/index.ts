import { capabilitiesAt } from '../capabilities.js';
import { defineTarget } from '../target.js';
import { applyCommand } from './apply.js';
import { capabilities } from './capabilities.js';
import { check } from './check.js';
import { accessGroups } from './cut-access.js';
import { readSizes } from './members.js';
import { readDirectory } from './read.js';
import { readPeople } from './read-people.js';
import { readResponsibilities } from './responsibilities.js';
import { openSession } from './session.js';
import { JiraSettings } from './settings.js';
import { storable } from './storable.js';

/** Jira Data Center 9.12 to 11, over REST API 2. An account's id is its user key, a group's its name without case. */
export const jiraDc = defineTarget({
  kind: 'jira-dc',
  settings: JiraSettings,
  capabilities,

  create(name, settings, http) {
    const session = openSession(name, settings, http);
    return {
      name,
      parallelWrites: 4,
      administratorGroups: settings.administratorGroups,
      capabilities: version => ({ ...capabilitiesAt(capabilities, version), directMembers: !settings.nestedGroups }),
      read: (scope, options) => readDirectory(session, scope, options),
      readPeople: (scope, options) => readPeople(session, scope, options),
      sizes: (groups, options) => readSizes(session, groups, options),
      responsibilities: (accounts, directory, options) => readResponsibilities(session, accounts, directory, options),
      access: async (account, signal) => ({ groups: await accessGroups(session, account, signal) }),
      apply: (command, signal) => applyCommand(session, command, signal),
      storable: (attribute, value) => storable(attribute, value),
      check: options => check(session, options),
    };
  },
});
