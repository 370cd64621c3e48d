/**
 * Where chance begins in every test that draws its cases: the same place each time, so that a commit that passed passes again.
 * `EXPLORE=1` begins anywhere; what fails then says its seed.
 */
export const SEED: number | undefined = process.env.EXPLORE === undefined ? 1 : undefined;

/** The seed that a suite was given (an earlier failure named it), else where chance begins. */
export const seedFrom = (given: string | undefined): number => Number(given ?? SEED ?? Date.now() % 1_000_000);
