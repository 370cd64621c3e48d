import type { Target } from '../targets/target.js';

/** A value as the target would store it; one that it can't store as it is. */
export function storedOr(
  target: Pick<Target, 'storable'>,
  attribute: Parameters<Target['storable']>[0],
  value: string,
  version?: string,
): string {
  const result = target.storable(attribute, value, version);
  return result.kind === 'ok' ? result.stored : value;
}
