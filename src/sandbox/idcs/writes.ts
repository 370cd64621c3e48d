import type { Domain, IdcsPerson } from './domain.js';
import { conflict, invalidValue, missing, notFound, tooLarge, versionMismatch } from './errors.js';
import type { IdcsEvents } from './events.js';
import { fieldOf } from './filter.js';
import { versionOf } from './row.js';

interface Write {
  id: string;
  body: unknown;
  ifMatch: string | undefined;
  bytes: number;
}

const MOST_OPERATIONS = 1000;
const MOST_BYTES = 1_048_576;

/** `PUT /UserStatusChanger/{id}`. */
export function changeStatus(domain: Domain, events: IdcsEvents, { id, body, ifMatch }: Write): IdcsPerson {
  const person = domain.people.get(id);
  if (person === undefined) throw notFound('User', id);
  if (!Array.isArray(fieldOf(body, 'schemas'))) throw missing('schemas');
  const active = fieldOf(body, 'active');
  if (typeof active !== 'boolean') throw invalidValue('active is true or false.');
  if (ifMatch !== undefined && ifMatch !== versionOf(person.version)) throw versionMismatch();
  if (active) events.activate(id);
  else events.deactivate(id);
  return domain.people.get(id) ?? person;
}

/** `POST /Groups`, without members; returns the id. */
export function createGroup(domain: Domain, events: IdcsEvents, { body }: Write): string {
  const name = fieldOf(body, 'displayName');
  if (typeof name !== 'string') throw missing('displayName');
  const names = domain.groups.values().map(({ displayName }) => displayName.toLowerCase());
  if (names.some(taken => taken === name.toLowerCase())) throw conflict(`There is a group ${name} already.`);
  return events.addGroup(name).id;
}

/** Only the limits of `POST /Bulk` are here. */
export function refuseBulk({ body, bytes }: Write) {
  const operations = fieldOf(body, 'Operations');
  if (bytes > MOST_BYTES || (Array.isArray(operations) && operations.length > MOST_OPERATIONS)) throw tooLarge();
}
