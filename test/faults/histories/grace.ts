import type { World } from '../../expected/index.js';
import { standingOf } from '../../expected/people.js';
import { hold } from './broken.js';
import type { Company } from './company.js';
import { GRACE_MS, READS } from './judgement.js';

interface Seen {
  readonly since: number;
  readonly reads: number;
}

/** Who seems gone, counted once more beside the state: a run that died may have counted or not, so there are two bounds. */
export class Grace {
  readonly #atMost = new Map<string, Seen>();
  readonly #atLeast = new Map<string, Seen>();

  /** A run has read the source; `linked`: whom the state knew when it began. */
  read(world: World, linked: ReadonlySet<string>, { now }: Company): void {
    for (const id of this.#atLeast.keys()) if (!linked.has(id)) this.#atLeast.delete(id);
    for (const id of this.#everybody(world)) {
      const standing = standingOf(id, world);
      if (standing === 'wanted' || standing === 'stated leaver') this.#atLeast.delete(id);
      if (standing !== 'in grace' && standing !== 'inferred leaver') continue;
      const { since, reads } = this.#atMost.get(id) ?? { since: now, reads: 0 };
      this.#atMost.set(id, { since, reads: reads + 1 });
      if (!linked.has(id)) continue;
      const known = this.#atLeast.get(id) ?? { since: now, reads: 0 };
      this.#atLeast.set(id, { since: known.since, reads: known.reads + 1 });
    }
  }

  /** That run came to its end (`isWhole`), or died somewhere. */
  ended(world: World, isWhole: boolean, before: ReadonlyMap<string, Seen>): void {
    if (!isWhole) {
      this.#atLeast.clear();
      for (const [id, seen] of before) this.#atLeast.set(id, seen);
    }
    for (const id of this.#everybody(world)) {
      const standing = standingOf(id, world);
      if (standing !== 'wanted' && standing !== 'stated leaver') continue;
      if (isWhole) this.#atMost.delete(id);
      this.#atLeast.delete(id);
    }
  }

  snapshot = (): ReadonlyMap<string, Seen> => new Map(this.#atLeast);

  mayBeOver = (id: string, company: Company) => isOver(this.#atMost.get(id), company);

  /** What the state says of whose grace is over lies between the two. */
  compare(over: readonly string[], company: Company): void {
    for (const id of over)
      hold('grace', this.mayBeOver(id, company), () => `${id} counts as gone for the full grace, and was not`);
    for (const [id, seen] of this.#atLeast)
      hold('grace', !isOver(seen, company) || over.includes(id), () => `${id} was gone for the full grace, and it is forgotten`);
  }

  #everybody = ({ source, memory }: World) =>
    new Set([...source.people.map(({ id }) => id), ...Object.keys(source.lookUps), ...memory.links.map(({ person }) => person)]);
}

const isOver = (seen: Seen | undefined, { now }: Company) =>
  seen !== undefined && seen.reads >= READS && now - seen.since >= GRACE_MS;
