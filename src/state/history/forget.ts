import { z } from 'zod';
import { FactSchema } from '../change-schema.js';
import { json } from '../columns.js';
import type { Database } from '../database.js';
import { PersonKeyText, TargetNameText } from '../id-schema.js';
import type { Link } from '../store.js';
import type { Somebody } from './somebody.js';

const Sighted = z.object({ person: PersonKeyText });
const Learned = z.object({ target: TargetNameText, fact: json(FactSchema), text: z.string() });

/** Deletes somebody's closed links, sightings, and what was learned about accounts that nobody is linked to. Returns how many rows. */
export function forget(db: Database, who: Somebody, links: readonly Link[]): number {
  let forgotten = 0;
  for (const { target, person, status } of links)
    if (status === 'closed' && who.is(person))
      forgotten += db.run('DELETE FROM links WHERE target = ? AND person = ?', target, person);
  for (const { person } of db.all(Sighted, 'SELECT DISTINCT person FROM sightings'))
    if (who.is(person)) forgotten += db.run('DELETE FROM sightings WHERE person = ?', person);
  const live = new Set(links.flatMap(({ status, target, account }) => (status === 'open' ? [`${target} ${account}`] : [])));
  for (const { target, fact, text } of db.all(Learned, 'SELECT target, fact, fact AS text FROM facts'))
    if (fact.kind !== 'readOnlyGroup' && who.owns(target, fact.account) && !live.has(`${target} ${fact.account}`))
      forgotten += db.run('DELETE FROM facts WHERE target = ? AND fact = ?', target, text);
  return forgotten;
}
