import type { Config } from '../config/config.js';
import { suggestion } from '../config/suggest.js';
import { ConfigError } from '../errors.js';
import type { SourceName, TargetName } from '../model/ids.js';
import { type Allowances, allowances } from './allow.js';

/** The targets that were named, each of them known and fed by a sync; none named: all. Throws ConfigError. */
export function chosenTargets(config: Config, names: readonly string[] = []): readonly TargetName[] {
  const { targets, syncs } = config;
  return names.map(name => {
    refuseSharing(config, name);
    const found = named(targets, name, 'target');
    if (!syncs.some(({ to }) => to.includes(found)))
      throw new ConfigError(`no sync feeds the target ${name}`, 'Put it into the `to` of a sync, or leave it out.');
    return found;
  });
}

/** The one target that a command is about: named, or the only one of the config. Throws ConfigError. */
export function oneTarget(config: Config, name: string | undefined): TargetName {
  if (name !== undefined) refuseSharing(config, name);
  return oneOf(config.targets, name, 'target');
}

/** Whatever is said of such a target is to be said of the one that has the directory (G12). Throws ConfigError. */
function refuseSharing({ sharing }: Config, name: string): void {
  const found = sharing.find(one => one.name === name);
  if (found === undefined) return;
  throw new ConfigError(
    `${name} shares the directory of ${found.of}: it has no people and groups of its own`,
    `Name ${found.of} instead; ${name} is compared with it.`,
  );
}

export const oneSource = (sources: readonly { readonly name: SourceName }[], name: string | undefined): SourceName =>
  oneOf(sources, name, 'source');

/** `--allow`, checked against the names of the config. */
export const chosenAllowances = ({ targets, sources }: Config, texts: readonly string[] = []): Allowances =>
  allowances(
    texts,
    [...targets, ...sources].map(({ name }) => name),
  );

function oneOf<Name extends string>(all: readonly { readonly name: Name }[], name: string | undefined, what: string): Name {
  if (name !== undefined) return named(all, name, what);
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only.name;
  throw new ConfigError(
    `which ${what} is meant?`,
    `Say it with --${what} NAME. There are: ${all.map(each => each.name).join(', ')}.`,
  );
}

function named<Name extends string>(all: readonly { readonly name: Name }[], name: string, what: string): Name {
  const found = all.find(each => each.name === name);
  if (found !== undefined) return found.name;
  throw new ConfigError(
    `the config has no ${what} ${name}`,
    suggestion(
      name,
      all.map(each => each.name),
    ),
  );
}
