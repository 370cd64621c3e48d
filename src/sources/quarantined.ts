import type { Quarantined } from '../model/directory.js';
import { personId } from '../model/ids.js';

/** A row that we do not understand, with its id when at least that is there (R2). */
export function quarantined(id: string | undefined, where: string, why: string): Quarantined {
  const problem = why.replaceAll(/\s+/g, ' ');
  return id === undefined ? { where, problem } : { id: personId(id), where: `${where}, ${id}`, problem };
}
