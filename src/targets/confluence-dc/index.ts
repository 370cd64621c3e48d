import { capabilitiesAt } from '../capabilities.js';
import { defineTarget } from '../target.js';
import { applyCommand } from './apply.js';
import { capabilities } from './capabilities.js';
import { check } from './check.js';
import { accessGroups } from './cut-access.js';
import { readSizes } from './members.js';
import { readDirectory } from './read.js';
import { readPeople } from './read-people.js';
import { CONCURRENCY, openSession } from './session.js';
import { ConfluenceSettings } from './settings.js';
import { storable } from './storable.js';

/** Confluence Data Center 8.5 to 10, over its REST API. An account's id is its user key, a group's its name without case. */
export const confluenceDc = defineTarget({
  kind: 'confluence-dc',
  settings: ConfluenceSettings,
  capabilities,

  create(name, settings, http) {
    const session = openSession(name, settings, http);
    return {
      name,
      parallelWrites: CONCURRENCY,
      administratorGroups: settings.administratorGroups,
      capabilities: version => capabilitiesAt(capabilities, version),
      read: (scope, options) => readDirectory(session, scope, options),
      readPeople: (scope, options) => readPeople(session, scope, options),
      sizes: (groups, options) => readSizes(session, groups, options),
      responsibilities: async () => [], // nothing in Confluence keeps an account from being switched off
      access: async (account, signal) => ({ groups: await accessGroups(session, account, signal) }),
      apply: (command, signal) => applyCommand(session, command, signal),
      storable,
      check: options => check(session, options),
    };
  },
});
