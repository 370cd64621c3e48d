/** The switch in the mutated code, and what it counts; one for each worker. */
interface MutantSwitch {
  /** which mutant is on; 0: none */
  active: number;
  /** asked while none is on: what a test reaches */
  readonly reached: Set<number>;
  /** how often it may be asked before a mutant counts as one that never ends */
  left: number;
}

export class NeverEnds extends Error {}

/** Puts the function that mutated files call where they find it. */
export function installSwitch(): MutantSwitch {
  const state: MutantSwitch = { active: 0, reached: new Set(), left: 0 };
  const ask = (id: number): boolean => {
    if (state.active === 0) state.reached.add(id);
    else if (--state.left < 0) throw new NeverEnds('the mutant never ends');
    return state.active === id;
  };
  Object.assign(globalThis, { __mutant: ask });
  return state;
}
