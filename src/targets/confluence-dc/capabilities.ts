import type { CapabilitiesSince } from '../capabilities.js';
import type { Capabilities } from '../target.js';

const LIMITS = [
  'Accounts and groups cannot be renamed.',
  'The seats that are left are not told: a full licence refuses new accounts.',
  'Usernames have no `\\`, `,`, `+`, `<`, `>`, `\'`, `"`, `/`, `;`, `%` and no white space: an address with a `+` cannot be one.',
];
const NO_SLASHES = 'Group names have no `/`, `;`, `%` or `\\`.';
const SLASHES =
  'Groups with `/`, `;`, `%` or `\\` in their names are read; the server in front of Confluence refuses most writes to them.';
const NO_EMAILS = 'E-mail addresses are not shown, and e-mail and display name cannot be written.';
const SOME_EMAILS = 'E-mail addresses are shown of active accounts with a seat only.';

const old: Capabilities = {
  renameUsers: false,
  ending: 'switchOff',
  deleteUsers: true,
  renameGroups: false,
  deleteGroups: true,
  directMembers: true,
  updatableAttributes: [],
  matchableAttributes: ['username', 'displayName'],
  limits: [...LIMITS, NO_EMAILS, NO_SLASHES],
};

const current: Capabilities = {
  ...old,
  updatableAttributes: ['email', 'displayName'],
  matchableAttributes: ['username', 'email', 'displayName'],
  limits: [...LIMITS, SOME_EMAILS, NO_SLASHES],
};

/** By version: accounts can be written from 9.3 on; calls that take a group's name in the query come and go (sheet §2, §3). */
export const capabilities: readonly CapabilitiesSince[] = [
  { since: '8.5', capabilities: old },
  { since: '9.2', capabilities: { ...old, limits: [...LIMITS, NO_EMAILS, SLASHES] } },
  { since: '9.3', capabilities: current },
  { since: '10.1.2', capabilities: { ...current, limits: [...LIMITS, SOME_EMAILS, SLASHES] } },
];
