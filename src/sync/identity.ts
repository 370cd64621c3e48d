import { SyncError } from '../errors.js';
import type { TargetDirectory } from '../model/directory.js';
import type { TargetName } from '../model/ids.js';
import type { Ask } from '../model/plan.js';
import type { Source } from '../sources/source.js';
import type { Identity } from '../state/store.js';

/** A name of the config that means another system than it did: ids of one mean nothing in the other. */
export class AnotherSystem extends SyncError {
  override readonly name = 'AnotherSystem';
}

/** By what a target is known again: its address, without case and a slash at its end. Pure. */
export const addressOf = ({ product }: Pick<TargetDirectory, 'product'>): string => product.url.toLowerCase().replace(/\/+$/, '');

/**
 * Whether a target is still the one that its links are about. In an attended run it is a question of its own; else it throws
 * AnotherSystem, before anything is compared.
 */
export function sameTarget(
  target: TargetName,
  actual: Pick<TargetDirectory, 'product'>,
  identities: readonly Identity[],
  attended: boolean,
): readonly Ask[] {
  const before = identities.find(({ kind, name }) => kind === 'target' && name === target)?.identity;
  const now = addressOf(actual);
  if (before === undefined || before === now) return [];
  const reason = `${target} is another ${actual.product.name} than before: it was ${before}, and is ${now}. Whose account is whose is remembered of the one before`;
  if (attended) return [{ guard: 'another-system', n: 1, reason }];
  throw new AnotherSystem(
    reason,
    'If it has only moved, say so once in an attended run: rollcall apply. Otherwise give it a name of its own in the config.',
  );
}

/** Why a source may not be believed: its name stands for another provider than before, which no other source is. Pure. */
export function anotherProvider(
  { name, provider }: Pick<Source, 'name' | 'provider'>,
  sources: readonly { readonly source: Pick<Source, 'provider'> }[],
  identities: readonly Identity[],
): string | undefined {
  const before = identities.find(one => one.kind === 'source' && one.name === name)?.identity;
  const isElsewhere = sources.some(({ source }) => source.provider === before);
  if (before === undefined || before === provider || isElsewhere) return undefined;
  return `${name} is another org than before: it was ${before}, and is ${provider}. Nobody in it is known`;
}
