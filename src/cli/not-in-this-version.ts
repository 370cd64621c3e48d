import { ConfigError } from '../errors.js';

/** Commands that are described and not built yet: out of the help, and told by name when typed. */
export const futureCommands: readonly string[] = ['init'];

export const notInThisVersion = (what: string) =>
  new ConfigError(`\`${what}\` is not in this version of rollcall`, 'See `rollcall --help` for what there is.');
