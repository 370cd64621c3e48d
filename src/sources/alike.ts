import type { Person } from '../model/directory.js';
import { nameKey } from '../model/names.js';

/** A login without what stands after its `@`: what usernames are most often made of. */
export const shortLogin = (login: string): string => login.split('@')[0] ?? login;

/** Whether a login, as somebody typed it, means this person: all of it, or what stands before its `@`. */
export const isCalled = ({ login }: Pick<Person, 'login'>, typed: string): boolean =>
  nameKey(login) === nameKey(typed) || nameKey(shortLogin(login)) === nameKey(typed);

/** Whether one person could be taken for the other by a match key (C2). Pure. */
export const areAlike = (one: Pick<Person, 'login' | 'email'>, other: Pick<Person, 'login' | 'email'>): boolean =>
  nameKey(shortLogin(one.login)) === nameKey(shortLogin(other.login)) ||
  (one.email !== '' && nameKey(one.email) === nameKey(other.email));
