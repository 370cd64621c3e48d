import type { z } from 'zod';

type Atom = string | number | boolean | undefined | null;

/** A type without `readonly`, with every intersection flattened; what is optional stays optional. */
type Plain<T> = T extends Atom
  ? T
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : { -readonly [K in keyof T]: Plain<T[K]> };

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * Lets a schema through that yields exactly `T`, and compiles for no other: a kind or a field that the model gains or loses,
 * optional ones too, must be settled in the schema before anything is stored. `satisfies` alone would forgive a forgotten kind.
 */
export const exactly =
  <T>() =>
  <S extends z.ZodType>(schema: S & (Same<Plain<z.output<S>>, Plain<T>> extends true ? unknown : never)): S =>
    schema;
