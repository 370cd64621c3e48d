import type { Config } from '../../config/config.js';
import { ConfigError } from '../../errors.js';
import type { TargetName } from '../../model/ids.js';
import { chosenTargets } from '../choose.js';

export interface ExplainFlags {
  readonly group?: string;
  readonly target?: readonly string[];
  readonly full?: boolean;
  /** a run's number, or `last` */
  readonly from?: string;
}

/** What is to be explained: a person, a person in a group, or a group; and in which targets (none: all). */
export interface Asked {
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly targets: readonly TargetName[];
}

/** Reads `explain USER [GROUP]` and `explain --group NAME`; `jira/developers` means one target. Throws ConfigError. */
export function askedOf(config: Config, user: string | undefined, argument: string | undefined, flags: ExplainFlags): Asked {
  if (argument !== undefined && flags.group !== undefined)
    throw new ConfigError('the group is named twice', 'Write it once: rollcall explain USER GROUP.');
  const named = argument ?? flags.group;
  if (user === undefined && named === undefined)
    throw new ConfigError('who is to be explained?', 'Write rollcall explain USER, or rollcall explain --group NAME.');
  const only = flags.target ?? [];
  const [first = '', ...rest] = named?.split('/') ?? [];
  const prefix = config.targets.some(({ name }) => name === first) && rest.length > 0 ? first : undefined;
  if (prefix !== undefined && only.length > 0 && !only.includes(prefix))
    throw new ConfigError(`${named} is in ${prefix}, and not in ${only.join(', ')}`, 'Leave one of the two out.');
  return {
    user,
    group: prefix === undefined ? named : rest.join('/'),
    targets: chosenTargets(config, prefix === undefined ? only : [prefix]),
  };
}
