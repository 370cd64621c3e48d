import type { HttpReply } from '../../http/client.js';
import type { UserRow } from './schema.js';
import { type Session, write } from './session.js';

export type Fields = Partial<Pick<UserRow, 'first-name' | 'last-name' | 'display-name' | 'email' | 'active'>>;

/**
 * PUT /user replaces the whole user: whatever is left out is emptied (crowd sheet §2, November 2026). So all that was read goes
 * back, fields that we do not know included, but for the links and the password, which are addresses and not values.
 */
export function putUser(session: Session, user: UserRow, fields: Fields, signal: AbortSignal): Promise<HttpReply> {
  const { expand: _expand, link: _link, password: _password, ...whole } = user;
  return write(session, { method: 'PUT', path: 'user', query: { username: user.name }, json: { ...whole, ...fields } }, signal);
}
