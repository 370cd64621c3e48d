import { type NameKey, nameKeyOf } from './ids.js';

/** How names, logins and addresses are compared everywhere (C1): NFC, then without case. */
export const nameKey = (name: string): NameKey => nameKeyOf(name.normalize('NFC').toLowerCase());

/**
 * How a name is compared with a privileged one (G2): NFKC and full case folding, without invisible characters, so that
 * full-width letters or a zero-width joiner do not slip past the protection of an administrators' group.
 */
export const lookalikeKey = (name: string): NameKey =>
  nameKeyOf(
    name
      .normalize('NFKC')
      .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
      .trim()
      .toUpperCase()
      .toLowerCase(),
  );
