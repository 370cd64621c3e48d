import type { Command } from '../../../src/model/change.js';
import { hold } from './broken.js';
import type { Company } from './company.js';
import { aims, type Fact, heldOf, keyOf, type Move, movesOf, type Value } from './facts.js';
import type { Done } from './truth.js';

interface Pinned {
  readonly fact: Fact;
  /** what the run that was undone had made of it */
  readonly value: Value;
  readonly edition: number;
  readonly run: number;
  /** of a switch-off: a stated one is pinned only by the undo of a stated one */
  readonly ofStated: boolean;
}

/** What undo took back, and no later run may do again until the config changes, or `unpin` (A8). */
export class Pins {
  #all: Pinned[] = [];

  /** An undo run did this: it may be done again, and what it took back may not. */
  undid(done: Done, undone: readonly Done[], isRedo: boolean, { edition }: Company): void {
    for (const move of movesOf(done)) {
      this.#all = this.#all.filter(pin => !isSame(pin, move) || (move.of !== 'username' && pin.value !== move.after));
      const origin = undone.find(one => movesOf(one).some(other => keyOf(other) === keyOf(move)));
      if (isRedo || origin === undefined) continue;
      const ofStated = origin.command.kind === 'deactivateUser' && origin.command.leaver === 'stated';
      const value = movesOf(origin).find(other => keyOf(other) === keyOf(move))?.after;
      this.#all.push({ fact: move, value, edition, run: done.run, ofStated });
    }
  }

  check(command: Command, { edition }: Company): void {
    for (const move of aims(command)) {
      const pin = this.#all.find(one => one.edition === edition && isSame(one, move) && speaksOf(one, command, move));
      hold('undo', pin === undefined, () => `${command.id} again, though the undo run ${pin?.run} took it back`);
    }
  }

  /** Of a run that died: somebody changed it before anybody looked whether it happened. */
  recovered(run: number, company: Company): void {
    this.#all = this.#all.filter(pin => pin.run !== run || heldOf(pin.fact, company) !== pin.value);
  }

  unpin(): void {
    this.#all = [];
  }
}

const isSame = ({ fact }: Pinned, move: Move) => keyOf(fact) === keyOf(move);

/** An attribute is pinned whatever its value; the rest by what would be done. */
function speaksOf({ fact, value, ofStated }: Pinned, command: Command, { after }: Move): boolean {
  if (fact.of === 'username' || fact.of === 'email' || fact.of === 'name') return true;
  if (command.kind === 'deactivateUser' && command.leaver === 'stated' && !ofStated) return false;
  return value === after;
}
