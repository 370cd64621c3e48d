import type { UserRules } from '../../src/model/rules.js';
import { expression } from '../rules.js';

/** Usernames are the first part of the logins. */
export const ATTRIBUTES: UserRules['attributes'] = {
  username: expression('user.login', ({ login }) => login.split('@')[0] ?? ''),
  email: expression('user.email', ({ email }) => email),
  displayName: expression('user.displayName', ({ displayName }) => displayName),
};
