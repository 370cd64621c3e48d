/** C1: without case, after NFC. */
export const fold = (name: string): string => name.normalize('NFC').toLowerCase();

/** G2: a privileged name is compared after NFKC and case folding. */
const foldWide = (name: string): string => name.normalize('NFKC').trim().toUpperCase().toLowerCase();

export const isNamed = (name: string, names: readonly string[]): boolean => names.some(one => fold(one) === fold(name));

export const isPrivileged = (name: string, privileged: readonly string[]): boolean =>
  privileged.some(one => foldWide(one) === foldWide(name));

/** U8: what this target keeps of a value. */
export const kept = (value: string): string => value.normalize('NFC').trim();
export const keptUsername = (value: string): string => kept(value).toLowerCase();
